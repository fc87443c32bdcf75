import { describe, expect, it } from 'vitest';
import { standKiosk } from './stand.js';

describe('a terminal that reports by itself', () => {
  it('is unknown until it has said something, then online and in service', async () => {
    const kiosk = await standKiosk({ silent: true });
    await kiosk.passMs(100_000);
    expect(kiosk.state()).toMatchObject({ operating: 'connecting', service: 'unknown' });
    expect(kiosk.alarms()).toEqual([]);
    await kiosk.act('recover');
    await kiosk.passMs(0);
    expect(kiosk.state()).toMatchObject({ operating: 'online', service: 'in-service', reachable: true });
    expect(kiosk.modules()).toMatchObject({
      application: { status: 'ok', source: 'heartbeat' },
      'receipt-printer': { status: 'ok', source: 'heartbeat' },
      'card-dispenser': { status: 'ok', source: 'heartbeat' },
    });
  });

  it('that never says anything is missed after one deadline', async () => {
    const kiosk = await standKiosk({ silent: true });
    await kiosk.passMs(149_999);
    expect(kiosk.alarms()).toEqual([]);
    await kiosk.passMs(1);
    expect(kiosk.alarms()).toEqual(['terminal-heartbeat-lost']);
    expect(kiosk.state()).toMatchObject({ operating: 'offline', service: 'unknown', reason: 'no heartbeat for 150 s' });
  });

  it.each([60, 10, 2, 90.5])('of a period of %d s is missed after exactly 2.5 of them', async (periodSeconds) => {
    const kiosk = await standKiosk({ options: { periodSeconds }, unit: { periodSeconds } });
    await kiosk.passMs(periodSeconds * 1_000);
    await kiosk.act('stop');
    await kiosk.passMs(periodSeconds * 2_500 - 1);
    expect(kiosk.alarms()).toEqual([]);
    await kiosk.passMs(1);
    expect(kiosk.alarms()).toEqual(['terminal-heartbeat-lost']);
  });

  it('is not missed while every second beat comes in the last moment', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(0);
    await kiosk.act('stop');
    for (let beat = 0; beat < 20; beat++) {
      await kiosk.passMs(149_999);
      await kiosk.act('beat');
    }
    expect(kiosk.alarms()).toEqual([]);
    expect(kiosk.messages.filter(({ topic }) => topic.includes('alarm'))).toEqual([]);
  });

  it('is back with its first beat, however long it was away', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(60_000);
    await kiosk.act('stop');
    await kiosk.passMs(150_000);
    expect(kiosk.state()).toMatchObject({ service: 'unknown', reachable: false });
    expect(kiosk.modules()['receipt-printer']).toEqual({ status: 'unknown', source: 'heartbeat' });
    await kiosk.passMs(3_600_000);
    await kiosk.act('resume');
    await kiosk.passMs(0);
    expect(kiosk.state()).toMatchObject({ operating: 'online', service: 'in-service' });
    expect(kiosk.alarms()).toEqual([]);
  });

  it('is not kept alive by a beat that comes again and again', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(0);
    await kiosk.act('stop');
    for (let times = 0; times < 15; times++) {
      await kiosk.passMs(10_000);
      await kiosk.act('repeat');
    }
    expect(kiosk.alarms()).toEqual(['terminal-heartbeat-lost']);
    expect(kiosk.heartbeat()).toMatchObject({ seq: 1 });
    await kiosk.act('resume');
    await kiosk.passMs(0);
    expect(kiosk.alarms()).toEqual([]);
    expect(kiosk.heartbeat()).toMatchObject({ seq: 2, repeated: 15 });
  });

  it.each([3_600_000, -3_600_000, 86_400_000 * 400])(
    'has its deadline whatever is done to the clock: %d ms',
    async (jump) => {
      const kiosk = await standKiosk();
      await kiosk.passMs(60_000);
      kiosk.clock.jump(jump);
      await kiosk.passMs(30_000);
      expect(kiosk.alarms()).toEqual([]);
      await kiosk.act('stop');
      kiosk.clock.jump(-jump / 2);
      await kiosk.passMs(119_999);
      expect(kiosk.alarms()).toEqual([]);
      await kiosk.passMs(1);
      expect(kiosk.alarms()).toEqual(['terminal-heartbeat-lost']);
    },
  );

  it('may have a clock that is wrong by years: only what it says of its last transaction is ignored', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(60_000);
    await kiosk.act('set-clock', { offsetSeconds: 5 * 365 * 86_400 });
    await kiosk.passMs(600_000);
    expect(kiosk.alarms()).toEqual([]);
    expect(kiosk.state()).toMatchObject({ operating: 'online', service: 'in-service' });
    expect(kiosk.heartbeat()['lastTransactionAt']).toBeUndefined();
    expect(kiosk.heartbeat()['lastProblem']).toEqual({
      at: '2026-11-23T01:02:00.000Z',
      what: 'last-transaction-at is in the future, is the clock of the terminal right?: ignored',
    });
  });

  it('tells what it is on request, without raising anything', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(20_000);
    expect(await kiosk.command('probe', {})).toEqual({
      reachable: true,
      service: 'in-service',
      lastBeatSecondsAgo: 20,
    });
    await kiosk.act('stop');
    await kiosk.passMs(150_000);
    expect(await kiosk.command('probe', {})).toEqual({
      reachable: false,
      service: 'unknown',
      lastBeatSecondsAgo: 170,
    });
  });
});

describe('with a computer that can be asked', () => {
  it('the agent hangs: its computer is alive, and that is what is said', async () => {
    const kiosk = await standKiosk({ withHost: true });
    await kiosk.pass(1);
    await kiosk.act('stop');
    await kiosk.pass(151);
    expect(kiosk.alarms()).toEqual(['terminal-heartbeat-lost']);
    expect(kiosk.state()).toMatchObject({ operating: 'online', service: 'out-of-service', reachable: true });
    const detail = `no heartbeat for 150 s, but tcp 127.0.0.1:${kiosk.port} is open`;
    expect(kiosk.modules()).toMatchObject({
      application: { status: 'fail', detail },
      host: { status: 'ok' },
      'card-reader': { status: 'unknown' },
    });
    await kiosk.act('resume');
    await kiosk.pass(2);
    expect(kiosk.alarms()).toEqual([]);
    expect(kiosk.state()).toMatchObject({ service: 'in-service' });
  });

  it('nobody listens on the port: refused is alive as well', async () => {
    const kiosk = await standKiosk({ options: { host: { address: '127.0.0.1', ports: [1] } } });
    await kiosk.passMs(0);
    await kiosk.act('stop');
    await kiosk.passMs(150_000);
    await kiosk.real();
    expect(kiosk.alarms()).toEqual(['terminal-heartbeat-lost']);
    expect(kiosk.modules()['application']?.detail).toBe('no heartbeat for 150 s, but tcp 127.0.0.1:1 is refused');
  });

  it('the cable is out: silent for the deadline and three tries, then it is unreachable and nothing else', async () => {
    const kiosk = await standKiosk({ withHost: true });
    await kiosk.pass(1);
    await kiosk.act('pull-cable');
    await kiosk.pass(158);
    expect(kiosk.alarms()).toEqual([]);
    await kiosk.pass(8);
    expect(kiosk.alarms()).toEqual(['terminal-unreachable']);
    expect(kiosk.state()).toMatchObject({ operating: 'offline', service: 'unknown', reachable: false });
    await kiosk.act('recover');
    await kiosk.pass(2);
    expect(kiosk.alarms()).toEqual([]);
    expect(kiosk.state()).toMatchObject({ operating: 'online', service: 'in-service' });
  });

  it('the computer comes back before its agent does', async () => {
    const kiosk = await standKiosk({ withHost: true });
    await kiosk.pass(1);
    await kiosk.act('pull-cable');
    await kiosk.pass(170);
    expect(kiosk.alarms()).toEqual(['terminal-unreachable']);
    await kiosk.act('stop');
    await kiosk.act('plug-in');
    await kiosk.pass(125);
    expect(kiosk.alarms()).toEqual(['terminal-heartbeat-lost']);
    expect(kiosk.state()).toMatchObject({ operating: 'online', service: 'out-of-service' });
  });

  it('nothing is ever sent to it but the connection itself', async () => {
    const kiosk = await standKiosk({ withHost: true });
    await kiosk.pass(1);
    await kiosk.act('stop');
    await kiosk.pass(3_600, 10);
    expect(kiosk.view().port.connections).toBeGreaterThan(50);
    expect(kiosk.view().port.bytes).toBe(0);
  });
});
