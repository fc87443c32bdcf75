import { afterEach, describe, expect, it } from 'vitest';
import type { GatewayError } from '../../../../drivers/error.js';
import { bench } from './bench.js';
import { relay } from './relay.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type Stand = Awaited<ReturnType<typeof bench>>;
const failing = async ({ clock, session }: Stand): Promise<GatewayError> =>
  clock.finish(
    session.poll().then(
      () => expect.unreachable('was answered'),
      (error: GatewayError) => error,
    ),
    100,
  );

describe('silence', () => {
  it.each(['host', 'printer', 'ups'] as const)(
    'of the agent of a %s while TCP answers is no lost device',
    async (profile) => {
      const stand = await bench(ends, { unit: { profile } });
      await stand.identify();
      await stand.poll();
      await stand.act('mute-snmp');
      const error = await failing(stand);
      expect(error.contactAlarm).toBe('terminal-monitoring-silent');
      expect(error.message).toContain('no answer, credentials?');
      expect(error.message).toContain(`the host answers: tcp 127.0.0.1:${stand.agent.port} is `);
      expect(stand.seen.state).toMatchObject({ reachable: true, service: 'unknown' });
      expect(Object.values(stand.seen.state['modules'] as object)).toSatisfy((all: { status: string }[]) =>
        all.every(({ status }) => status === 'unknown'),
      );
    },
  );

  it('with a refused TCP port is no lost device either: somebody has refused', async () => {
    const stand = await bench(ends, { unit: { tcp: false } });
    await stand.act('mute-snmp');
    expect((await failing(stand)).contactAlarm).toBe('terminal-monitoring-silent');
  });

  it('of agent and host is the lost device', async () => {
    const stand = await bench(ends, { unit: { profile: 'printer' } });
    await stand.identify();
    await stand.poll();
    await stand.act('pull-cable');
    ends.push(() => stand.act('pull-cable', { on: false }));
    const error = await failing(stand);
    expect(error.contactAlarm).toBeUndefined();
    expect(error.message).toContain(`nor does the host answer: tcp 127.0.0.1:${stand.agent.port}: `);
    expect(stand.seen.state).toMatchObject({ reachable: false, service: 'unknown' });
  });

  it('clears nothing: no condition is told while nobody answers', async () => {
    const stand = await bench(ends, { unit: { profile: 'printer' } });
    await stand.identify();
    await stand.act('error-state', { bytes: '44' });
    expect(await stand.poll()).toEqual(['printer-paper-jam', 'printer-paper-out']);
    await stand.act('mute-snmp');
    stand.seen.alarms.length = 0;
    for (let poll = 0; poll < 4; poll++) await failing(stand);
    expect(stand.seen.alarms).toEqual([]);
    await stand.act('mute-snmp', { on: false });
    expect(await stand.poll()).toEqual(['printer-paper-jam', 'printer-paper-out']);
  });

  it('is asked again as often as the options say, each time as long', async () => {
    let relayed: Awaited<ReturnType<typeof relay>> | undefined;
    const stand = await bench(ends, {
      options: { timeoutMs: 700, retries: 2 },
      via: async (port) => {
        relayed = await relay(ends, port, () => []);
        return relayed.port;
      },
    });
    const before = stand.clock.monotonic();
    expect((await failing(stand)).message).toContain('3 × 700 ms');
    expect(relayed?.said).toHaveLength(3);
    expect(stand.clock.monotonic() - before).toBeLessThan(3_000);
  });

  it('of a UPS that was on battery counts as nearly empty at the second poll (stale while on battery)', async () => {
    const stand = await bench(ends, { unit: { profile: 'ups' } });
    await stand.identify();
    await stand.act('ups', { source: 'battery' });
    await stand.poll();
    await stand.act('mute-snmp');
    stand.seen.alarms.length = 0;
    await failing(stand);
    expect(stand.seen.alarms).toEqual([]);
    await failing(stand);
    expect(stand.seen.alarms).toMatchObject([{ type: 'ups-battery-low', active: true }]);
  });

  it('one lost packet costs nothing: the question is asked again', async () => {
    let lost = 0;
    const stand = await bench(ends, {
      via: async (port) => (await relay(ends, port, (bytes) => (lost++ === 0 ? [] : [bytes]))).port,
    });
    await stand.identify();
    expect(await stand.poll()).toEqual([]);
  });
});

describe('an agent that answers and tells nothing', () => {
  it('has no such thing as the profile: that is a mistake of ours, not a lost device', async () => {
    const stand = await bench(ends, { unit: { profile: 'host' }, options: { profile: 'printer' } });
    await expect(stand.identify()).rejects.toMatchObject({
      code: 'PROTOCOL_UNSUPPORTED',
      contactAlarm: 'terminal-monitoring-silent',
      message: expect.stringContaining('hrPrinterTable'),
    });
  });

  it('that told of a printer and no longer does has not mended it', async () => {
    const stand = await bench(ends, { unit: { profile: 'printer' } });
    await stand.identify();
    await stand.act('error-state', { bytes: '40' });
    await stand.poll();
    await stand.act('hide', { oid: '1.3.6.1.2.1.25.3.5' });
    stand.seen.alarms.length = 0;
    expect((await failing(stand)).message).toContain('tells nothing of hrPrinterTable');
    expect(stand.seen.alarms).toEqual([]);
  });

  it('a UPS its agent has lost is out of contact, and nothing it said is over', async () => {
    const stand = await bench(ends, { unit: { profile: 'ups' } });
    await stand.identify();
    await stand.act('ups', { test: 'error' });
    expect(await stand.poll()).toEqual(['ups-replace-battery']);
    await stand.act('ups-alarm-add', { alarm: 20 });
    stand.seen.alarms.length = 0;
    const error = await failing(stand);
    expect(error.contactAlarm).toBeUndefined();
    expect(error.message).toContain('CommunicationsLost');
    expect(stand.seen.alarms).toEqual([]);
  });

  it('is found out by what it tells, or must tell all that is listed', async () => {
    const auto = await bench(ends, { unit: { profile: 'printer' } });
    expect(await auto.identify()).toEqual({
      model: 'Statement Printer',
      serialNumber: 'LP40-0815',
      capabilities: ['host', 'printer'],
    });
    const ups = await bench(ends, { unit: { profile: 'ups' } });
    expect(await ups.identify()).toEqual({ model: 'Simulated Power SP-1500', firmware: '1.04', capabilities: ['ups'] });
    const listed = await bench(ends, { unit: { profile: 'printer' }, options: { roles: ['printer', 'ups'] } });
    await expect(listed.identify()).rejects.toThrow('UPS-MIB');
  });
});

describe('an agent that answers badly', () => {
  it('every datagram with a bit flipped: nothing is told, nothing breaks, and it is asked on', async () => {
    const stand = await bench(ends, { unit: { profile: 'printer' }, options: { timeoutMs: 300 } });
    await stand.identify();
    await stand.act('error-state', { bytes: '40' });
    await stand.poll();
    stand.agent.device.setFaults({ flipBit: true });
    for (let poll = 0; poll < 30; poll++)
      await stand.clock.finish(
        stand.session.poll().catch(() => undefined),
        100,
      );
    stand.agent.device.setFaults({ flipBit: false });
    expect(await stand.poll()).toEqual(['printer-paper-out']);
  });

  it('garbage of any length before each answer is not heard', async () => {
    const stand = await bench(ends, {
      via: async (port) =>
        (await relay(ends, port, (bytes) => [Buffer.from('3000', 'hex'), Buffer.alloc(1_400, 0x30), bytes])).port,
    });
    await stand.identify();
    expect(await stand.poll()).toEqual([]);
  });

  it('too slowly for all it is asked ends the poll, not the session', async () => {
    const stand = await bench(ends, { options: { timeoutMs: 9_000 } });
    await stand.identify();
    stand.agent.device.setFaults({ lateMs: 8_000 });
    const error = await failing(stand);
    expect(error.code).toBe('PROTOCOL_BUSY');
    expect(error.contactAlarm).toBe('terminal-monitoring-silent');
    stand.agent.device.setFaults({ lateMs: 0 });
    expect(await stand.poll()).toEqual([]);
  });
});

it('the command probe tells what it finds, and leaves the confirmation of a loss to the polls', async () => {
  const stand = await bench(ends, { unit: { profile: 'printer' } });
  await stand.identify();
  expect(await stand.clock.finish(stand.session.commands.probe())).toEqual({ reachable: true, service: 'in-service' });
  await stand.act('mute-snmp');
  expect(await stand.clock.finish(stand.session.commands.probe(), 100)).toMatchObject({
    reachable: true,
    service: 'unknown',
    detail: expect.stringContaining('credentials?'),
  });
});

it('leaves no timer and no socket behind', async () => {
  const stand = await bench(ends, { options: { traps: { port: 46_162 } } });
  await stand.identify();
  await stand.act('mute-snmp');
  const poll = stand.session.poll();
  await stand.clock.advance(100);
  await Promise.all([stand.session.close(), expect(poll).rejects.toThrow()]);
  stand.agent.device.close();
  expect(stand.clock.pending).toBe(0);
});
