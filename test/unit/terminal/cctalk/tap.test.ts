import { afterEach, describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../../drivers/terminal/cctalk/frame.js';
import { plugHost } from '../../simulators/host.js';
import { type ModuleStand, moduleStand } from '../module-stand.js';

const stands: ModuleStand[] = [];
afterEach(async () => {
  for (const stand of stands.splice(0)) {
    // Whatever a test did: a tap has sent nothing.
    expect(stand.wire.sent).toEqual([]);
    await stand.end();
  }
});

type Json = Record<string, unknown>;

/** A tap at the wire of a kiosk PC that polls its modules. */
async function open(options: Json = {}, unit: Json = {}) {
  const stand = await moduleStand('cctalk', options, unit);
  stands.push(stand);
  await stand.act('host-polls', { intervalMs: 400 });
  await stand.until(() => stand.state()['operating'] === 'online');
  expect(stand.state()['operating']).toBe('online');
  return stand;
}
const operating = (stand: ModuleStand) => stand.state()['operating'];
/** What the kiosk PC's own self-check would put on the wire. */
function selfCheckOf(stand: ModuleStand, address = 40) {
  const pc = plugHost(stand.simulator);
  pc.send(encodeFrame({ destination: address, header: 232, data: new Uint8Array() }, 'sum'));
}

describe('the rows of 9.4 by events, from the module over the kiosk PC to the alarm', () => {
  it.each([
    [14, 'cash-acceptor-full major'],
    [11, 'cash-acceptor-box-removed critical'],
    [6, 'cash-acceptor-jam major'],
    [7, 'cash-acceptor-jam major'],
    [15, 'cash-acceptor-jam major'],
    [16, 'cash-acceptor-jam major'],
    [13, 'cash-acceptor-fault major'],
    [19, 'cash-acceptor-fault major'],
    [8, 'fraud-device-suspected/note-fraud critical'],
    [9, 'fraud-device-suspected/note-fraud critical'],
    [17, 'fraud-device-suspected/note-fraud critical'],
    [18, 'fraud-device-suspected/note-fraud critical'],
  ])('event %d → %s', async (code, alarm) => {
    const stand = await open();
    await stand.seconds(10);
    expect(stand.raised()).toEqual([]);
    await stand.act('event', { code });
    await stand.seconds(30);
    expect(stand.raised()).toEqual([alarm]);
    const { 'additional-information': more, ...record } = stand.records().find((each) => !each['is-cleared'])!;
    expect(JSON.stringify([more, record])).toContain(`event ${code}:`);
  });

  it.each([0, 1, 2, 3, 4, 5, 10, 12, 20, 21, 22, 23, 200])('event %d raises nothing', async (code) => {
    const stand = await open();
    await stand.act('event', { code });
    await stand.seconds(30);
    expect(stand.raised()).toEqual([]);
  });

  it.each([
    [14, 11, ['cash-acceptor-box-removed critical']],
    [14, 12, []],
    [11, 12, []],
    [11, 10, []],
    [6, 22, []],
    [15, 10, []],
    [13, 10, []],
    [15, 12, ['cash-acceptor-jam major']],
    [14, 22, ['cash-acceptor-full major']],
    [9, 10, ['fraud-device-suspected/note-fraud critical']],
  ])('event %d and then %d: %j', async (first, then, raised) => {
    const stand = await open();
    await stand.act('event', { code: first });
    await stand.seconds(30);
    expect(stand.raised()).toHaveLength(1);
    await stand.act('event', { code: then });
    await stand.seconds(30);
    expect(stand.raised()).toEqual(raised);
  });

  it.each([
    [45, 'cash-acceptor-full major'],
    [44, 'cash-acceptor-box-removed critical'],
    [39, 'cash-acceptor-jam major'],
    [36, 'cash-acceptor-fault major'],
  ])('a self-check of the kiosk PC that says %d → %s, until one says 0', async (code, alarm) => {
    const stand = await open({}, { devices: ['bill'] });
    await stand.act('host-polls', { intervalMs: 1_000 });
    await stand.act('fault', { code });
    await stand.ms(1_500);
    selfCheckOf(stand);
    await stand.seconds(20);
    expect(stand.raised()).toEqual([alarm]);
    await stand.act('fault', { code: 0 });
    selfCheckOf(stand);
    await stand.seconds(20);
    expect(stand.raised()).toEqual([]);
  });

  it.each([
    [11, 'cash-acceptor-box-removed critical'],
    [9, 'fraud-device-suspected/note-fraud critical'],
  ])('security does not wait for the next look: event %d', async (code, alarm) => {
    const stand = await open({ pollIntervalMs: 60_000 });
    await stand.seconds(61);
    await stand.act('event', { code });
    await stand.ms(3_000);
    expect(stand.raised()).toEqual([alarm]);
  });

  it('a fraud attempt is over by itself, half an hour after the last one', async () => {
    const stand = await open();
    await stand.act('host-polls', { intervalMs: 500 });
    await stand.act('fraud', { code: 17 });
    await stand.seconds(20 * 60);
    await stand.act('fraud', { code: 18 });
    await stand.seconds(29 * 60);
    expect(stand.raised()).toEqual(['fraud-device-suspected/note-fraud critical']);
    await stand.seconds(4 * 60);
    expect(stand.raised()).toEqual([]);
  });
});

describe('money', () => {
  it('a credit shows that all works, and leaves no trace of type or path', async () => {
    const stand = await open();
    await stand.act('event', { code: 6 });
    await stand.seconds(20);
    expect(stand.raised()).toEqual(['cash-acceptor-jam major']);
    const before = stand.state();
    await stand.act('credit', { type: 77, path: 93 });
    await stand.seconds(20);
    expect(stand.raised()).toEqual([]);
    const after = stand.state();
    for (let n = 0; n < 3; n++) {
      await stand.act('credit', { type: 77, path: 93 });
      await stand.act('credit', { device: 'coin', type: 78, path: 94 });
      await stand.seconds(6);
    }
    // The state does not even show that more was taken.
    expect({ ...stand.state(), since: 0 }).toEqual({ ...after, since: 0 });
    expect(JSON.stringify([before, after, stand.state(), stand.records()])).not.toMatch(/\b(77|78|93|94)\b|credit/i);
  });

  it('status codes of a coin acceptor are not those of bills', async () => {
    const stand = await open({ devices: [{ address: 2 }] }, { devices: ['coin'] });
    for (const code of [11, 14, 6, 9, 13]) await stand.act('event', { device: 'coin', code });
    await stand.seconds(60);
    expect([operating(stand), stand.raised()]).toEqual(['online', []]);
    expect(stand.modules()['coin-acceptor']).toMatchObject({ status: 'ok' });
  });
});

describe('counters', () => {
  it('wrap from 255 to 1 without a word missed', async () => {
    const stand = await open();
    await stand.act('set-events', { counter: 254, pairs: [] });
    await stand.seconds(5);
    await stand.act('event', { code: 2 });
    await stand.act('event', { code: 11 });
    await stand.act('event', { code: 2 });
    expect((stand.view()['devices'] as { bill: { counter: number } }).bill.counter).toBe(2);
    await stand.seconds(10);
    expect(stand.raised()).toEqual(['cash-acceptor-box-removed critical']);
  });

  it('of more than five, the five there are', async () => {
    const stand = await open();
    await stand.seconds(5);
    for (const code of [11, 2, 2, 2, 2, 2, 14]) await stand.act('event', { code });
    await stand.seconds(20);
    expect(stand.raised()).toEqual(['cash-acceptor-full major']);
  });

  it('after a power cut the module tells anew, but a box that was out stays out until it says it is in', async () => {
    const stand = await open({}, { devices: ['bill'] });
    for (const code of [11, 6, 13]) await stand.act('event', { code });
    await stand.seconds(30);
    expect(stand.raised()).toEqual([
      'cash-acceptor-box-removed critical',
      'cash-acceptor-fault major',
      'cash-acceptor-jam major',
    ]);
    await stand.act('power-cycle');
    await stand.seconds(30);
    expect(stand.raised()).toEqual(['cash-acceptor-box-removed critical']);
    await stand.act('event', { code: 12 });
    await stand.seconds(30);
    expect(stand.raised()).toEqual([]);
  });
});

describe('who is heard', () => {
  it('a kiosk PC that falls silent: nothing is known, nothing clears, and the text says who is silent', async () => {
    const stand = await open();
    await stand.act('event', { code: 6 });
    await stand.seconds(20);
    await stand.act('host-polls', { on: false });
    await stand.seconds(90);
    const text = expect.stringContaining('the kiosk PC is off or its application does not run');
    expect(stand.modules()).toEqual({ 'cash-acceptor': { status: 'unknown', detail: text, source: 'cctalk' } });
    expect(stand.state()).toMatchObject({ operating: 'offline', reachable: false, service: 'unknown', reason: text });
    expect(stand.raised()).toEqual(['cash-acceptor-jam major', 'terminal-module-unreachable major']);
    const jam = () => stand.records().find((each) => each['alarm-type-id'] === 'cash-acceptor-jam')!;
    expect(jam()['x-verified']).toBe(false);
    await stand.act('host-polls', { intervalMs: 400 });
    await stand.seconds(240);
    expect(jam()).toMatchObject({ 'x-verified': true, 'is-cleared': false });
    expect(stand.raised()).toEqual(['cash-acceptor-jam major']);
  });

  it('a module that does not answer, while another does', async () => {
    const stand = await open({ devices: [{ address: 40 }, { address: 2 }] });
    await stand.act('absent', { device: 'coin' });
    await stand.seconds(30);
    expect(stand.raised()).toEqual(['terminal-module-unreachable/coin-acceptor major']);
    expect(stand.modules()['coin-acceptor']).toMatchObject({
      status: 'fail',
      detail: 'address 2 does not answer the kiosk PC',
    });
    expect(stand.state()).toMatchObject({ operating: 'online', service: 'degraded' });
    await stand.act('absent', { device: 'coin', on: false });
    await stand.seconds(30);
    expect(stand.raised()).toEqual([]);
  });

  it('the only module does not answer: contact is lost, alarms stay', async () => {
    const stand = await open();
    await stand.act('event', { code: 11 });
    await stand.seconds(10);
    await stand.act('absent');
    await stand.seconds(60);
    expect(stand.raised()).toEqual(['cash-acceptor-box-removed critical', 'terminal-module-unreachable major']);
    expect(stand.state()['reason']).toContain('address 40 does not answer');
    // The tap is opened again and again meanwhile, and a question alone is no contact.
    const raises = () =>
      stand.records().find((each) => each['alarm-type-id'] === 'terminal-module-unreachable')!['x-count'];
    await stand.seconds(300);
    expect(raises()).toBe(1);
    await stand.act('absent', { on: false });
    await stand.seconds(90);
    expect([operating(stand), stand.raised()]).toEqual(['online', ['cash-acceptor-box-removed critical']]);
  });

  it('a module the kiosk PC does not ask is not known', async () => {
    const stand = await open({ devices: [{ address: 40 }, { address: 3 }] });
    await stand.seconds(60);
    expect(stand.modules()['cash-dispenser']).toEqual({
      status: 'unknown',
      detail: 'the kiosk PC does not ask address 3',
      source: 'cctalk',
    });
    expect([operating(stand), stand.raised()]).toEqual(['online', []]);
  });

  it('nobody at all, from the beginning', async () => {
    const stand = await moduleStand('cctalk');
    stands.push(stand);
    await stand.seconds(90);
    expect(operating(stand)).toBe('offline');
    expect(stand.state()['reason']).toContain('or the tap is not connected');
  });

  it('bytes that are no messages point at the wiring and the checksum', async () => {
    const stand = await moduleStand('cctalk', {}, { checksum: 'crc' });
    stands.push(stand);
    await stand.act('host-polls', { intervalMs: 100 });
    await stand.seconds(90);
    expect(stand.state()['reason']).toMatch(/bytes came and no ccTalk message: look at ground, speed .* checksum/);
  });

  it('the CRC variant, where it is set', async () => {
    const stand = await open({ checksum: 'crc' }, { checksum: 'crc' });
    await stand.act('event', { code: 14 });
    await stand.seconds(20);
    expect(stand.raised()).toEqual(['cash-acceptor-full major']);
  });

  it.each([{ splitBytes: 1 }, { flipBit: true }, { garbageBytes: 5 }])(
    'with %j on the wire nothing false is raised',
    async (knob) => {
      const stand = await open();
      stand.simulator.setFaults(knob);
      await stand.seconds(120);
      expect(stand.raised().filter((alarm) => !alarm.startsWith('terminal-module-unreachable'))).toEqual([]);
    },
  );
});

describe('over a restart of the gateway', () => {
  it('a fraud attempt that was told is not told as a new one', async () => {
    const stand = await open({ fraudHoldMinutes: 1 });
    await stand.act('fraud', { code: 9 });
    await stand.seconds(150);
    expect(stand.raised()).toEqual([]);
    await stand.restart();
    await stand.seconds(60);
    expect([operating(stand), stand.raised()]).toEqual(['online', []]);
  });

  it('one that happened meanwhile is told, as long as it is among the last five', async () => {
    const stand = await open();
    await stand.seconds(10);
    await stand.restart(async () => void (await stand.act('fraud', { code: 8 })));
    await stand.seconds(30);
    expect(stand.raised()).toEqual(['fraud-device-suspected/note-fraud critical']);
    expect(JSON.stringify(stand.records())).toContain('before the gateway listened');
  });

  it('one that still holds goes on holding', async () => {
    const stand = await open();
    await stand.act('fraud', { code: 9 });
    await stand.seconds(60);
    await stand.restart();
    await stand.seconds(60);
    expect(stand.raised()).toEqual(['fraud-device-suspected/note-fraud critical']);
  });

  it('what was wrong stays wrong until something is heard of it', async () => {
    const stand = await open();
    await stand.act('event', { code: 6 });
    for (let n = 0; n < 6; n++) await stand.act('event', { code: 2 });
    // Six more events: the jam is no longer in the list, and was not heard.
    await stand.seconds(30);
    expect(stand.raised()).toEqual([]);
    await stand.act('event', { code: 6 });
    await stand.seconds(20);
    await stand.restart(async () => {
      for (let n = 0; n < 5; n++) await stand.act('event', { code: 2 });
    });
    await stand.seconds(60);
    expect(stand.raised()).toEqual(['cash-acceptor-jam major']);
    await stand.act('event', { code: 22 });
    await stand.seconds(20);
    expect(stand.raised()).toEqual([]);
  });
});
