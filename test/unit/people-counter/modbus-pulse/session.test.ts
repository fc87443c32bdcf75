import { describe, expect, it } from 'vitest';
import { moduleOnALine } from './line.js';

const blocked = ['counter-blocked-or-no-change', 'blocked'] as const;
const zero = { in: 0, out: 0 };

describe('a pulse module on its line', () => {
  it('is found by its counts, and says who it is', async () => {
    const { session, finish } = moduleOnALine();
    expect(await finish(session.identify())).toEqual({
      firmware: '1.4.0',
      serialNumber: '4261577',
      capabilities: ['totals'],
    });
  });

  it('is not found while it is silent, nor under an address nobody has', async () => {
    const { session, finish, module } = moduleOnALine();
    module.setFaults({ silent: true });
    await expect(finish(session.identify())).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    const other = moduleOnALine({ address: 7 });
    await expect(other.finish(other.session.identify())).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
  });

  it.each([
    ['wb-mcm8', { model: 'wb-mcm8' }, {}],
    ['sfar-8di8do', { model: 'sfar-8di8do' }, { map: 'sfar-8di8do' }],
    [
      'a map of one’s own',
      { model: 'wb-mcm8' },
      { map: { in: { register: 60 }, out: { register: 62 }, states: { register: 0, in: 0, out: 1 } } },
    ],
  ] as const)('tells who has passed: %s', async (_name, unit, options) => {
    const { poll, act, seen, session, finish } = moduleOnALine(options, unit);
    act('set-totals', { in: 65_530, out: 70_000 });
    await finish(session.identify());
    await poll();
    act('walk-in', { count: 30 });
    act('walk-out', { count: 2 });
    await poll();
    expect(seen.state).toMatchObject({ in: 30, out: 2, deviceIn: 65_560, deviceOut: 70_002 });
  });

  it('counts on through a restart of the module that loses its counts', async () => {
    const { poll, act, seen, clock, alarm } = moduleOnALine();
    await clock.advance(60_000);
    await poll();
    act('walk-in', { count: 20 });
    await clock.advance(5_000);
    await poll();
    act('power-cycle');
    act('walk-in', { count: 3 });
    await clock.advance(5_000);
    await poll();
    expect(seen.state).toMatchObject({ in: 23, deviceIn: 3 });
    expect(seen.measurements.at(-1)).toMatchObject({ in: 3, quality: 'restart' });
    expect(seen.events.map(({ name }) => name)).toEqual(['counter-restarted']);
    expect(alarm('counter-restarted')).toMatchObject({ active: true });
  });

  it('sees by the uptime a restart after which more have passed than before it', async () => {
    const { poll, act, seen, clock } = moduleOnALine();
    await clock.advance(60_000);
    await poll();
    act('walk-in', { count: 5 });
    await poll();
    act('power-cycle');
    act('walk-in', { count: 9 });
    await clock.advance(5_000);
    await poll();
    expect(seen.state).toMatchObject({ in: 14, deviceIn: 9 });
    expect(seen.measurements.at(-1)).toMatchObject({ in: 9, quality: 'restart' });
  });

  it('counts nobody twice where the module keeps its counts without power', async () => {
    for (const keepsCounts of [true, false]) {
      const { poll, act, seen, clock } = moduleOnALine({ keepsCounts }, { keepsCounts: true });
      act('set-totals', { in: 5_000, out: 5_000 });
      await clock.advance(60_000);
      await poll();
      act('power-cycle');
      act('walk-in', { count: 4 });
      await clock.advance(5_000);
      await poll();
      expect(seen.state, String(keepsCounts)).toMatchObject({ in: 4, deviceIn: 5_004 });
    }
  });

  it.each([
    // What it had counted is gone with its power before anybody could be sure of it.
    ['between counts and uptime', 0x0068, 2],
    ['between uptime and contacts', 0x0000, 42],
  ])('counts nobody twice when it restarts in the middle of a poll: %s', async (_name, register, entered) => {
    const { poll, act, seen, clock, module } = moduleOnALine();
    await clock.advance(60_000);
    await poll();
    act('walk-in', { count: 40 });
    const stop = module.push({
      name: 'restarts',
      onRequest(request) {
        if (request.start !== register) return undefined;
        stop();
        act('power-cycle');
        return undefined;
      },
    });
    await clock.advance(5_000);
    await poll();
    act('walk-in', { count: 2 });
    for (let time = 0; time < 3; time++) {
      await clock.advance(5_000);
      await poll();
    }
    expect(seen.state).toMatchObject({ in: entered, deviceIn: 2 });
    expect(seen.measurements.filter(({ quality }) => quality === 'restart')).toHaveLength(1);
  });

  it('rolls over at 32 bits, and at 16 where its counters have no more', async () => {
    const wide = moduleOnALine();
    wide.act('set-totals', { in: 0xffff_fffe, out: 0xffff_ffff });
    await wide.poll();
    wide.act('walk-in', { count: 5 });
    wide.act('walk-out', { count: 1 });
    await wide.poll();
    expect(wide.seen.state).toMatchObject({ in: 5, out: 1, deviceIn: 3, deviceOut: 0 });
    const narrow = moduleOnALine({ map: { in: { register: 61, bits: 16 }, out: { register: 63, bits: 16 } } });
    narrow.act('set-totals', { in: 0xfffe, out: 7 });
    await narrow.poll();
    narrow.act('walk-in', { count: 5 });
    await narrow.poll();
    expect(narrow.seen.state).toMatchObject({ in: 5, deviceIn: 3, deviceOut: 7 });
    expect(narrow.seen.measurements.at(-1)).toMatchObject({ quality: 'good' });
  });

  it('says when its totals fall without having begun from zero, and goes on from there', async () => {
    const { poll, act, seen, alarm, clock } = moduleOnALine();
    act('set-totals', { in: 9_000, out: 9_000 });
    await poll();
    act('fall', { in: 3_000 });
    await clock.advance(5_000);
    await poll();
    expect(alarm('counter-totals-falling')).toMatchObject({
      active: true,
      detail: expect.stringContaining('9000 → 6000'),
    });
    act('walk-in');
    await clock.advance(5_000);
    await poll();
    expect(seen.state).toMatchObject({ in: 1 });
    expect(alarm('counter-totals-falling')).toMatchObject({ active: false });
  });

  it.each([
    ['split replies', { splitBytes: 2 }],
    ['noise before each reply', { garbageBytes: 9 }],
    ['an echo of every request', { echo: true }],
  ])('counts right through %s', async (_name, faults) => {
    const { poll, act, seen, module } = moduleOnALine();
    module.setFaults(faults);
    await poll();
    for (let round = 0; round < 8; round++) {
      act('walk-in');
      await poll();
    }
    expect(seen.state).toMatchObject({ in: 8, out: 0 });
  });

  it.each([
    ['damaged', { flipBit: true }],
    ['from another address', { wrongAddress: true }],
    ['late', { lateMs: 600 }],
  ])('takes no reply that is %s', async (_name, faults) => {
    const { poll, act, seen, module } = moduleOnALine();
    await poll();
    act('walk-in', { count: 5 });
    module.setFaults(faults);
    await expect(poll()).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(seen.state).toMatchObject(zero);
  });

  it('is in contact although its counts cannot be saved, and loses none of them', async () => {
    const { poll, act, seen } = moduleOnALine();
    await poll();
    act('walk-in', { count: 5 });
    seen.diskFull = true;
    await poll();
    await poll();
    expect(seen.log.filter((line) => line === 'the counts cannot be saved')).toHaveLength(1);
    seen.diskFull = false;
    await poll();
    expect(seen.state).toMatchObject({ in: 5 });
  });
});

describe('what a pulse module says of itself', () => {
  it('a beam that stays interrupted is blocked, until it is free', async () => {
    const { pollFor, act, alarm } = moduleOnALine();
    act('block', { direction: 'out' });
    await pollFor(1.9);
    expect(alarm(...blocked)).toMatchObject({ active: false });
    await pollFor(0.3);
    expect(alarm(...blocked)).toMatchObject({
      active: true,
      detail: 'beam out interrupted for 120 s without counting anybody',
    });
    act('block', { direction: 'out', on: false });
    await pollFor(0.1);
    expect(alarm(...blocked)).toMatchObject({ active: false });
  });

  it('a contact that is open while the beam is interrupted is read the other way round', async () => {
    const { pollFor, alarm, act } = moduleOnALine({ blockedWhen: 'open', blockedSeconds: 30 });
    act('block', { direction: 'in' });
    await pollFor(1);
    expect(alarm(...blocked)).toMatchObject({ active: true, detail: expect.stringContaining('beam out interrupted') });
  });

  it('a supply that is too low, once a minute', async () => {
    const { pollFor, act, alarm } = moduleOnALine();
    await pollFor(1);
    act('supply', { millivolts: 8_900 });
    await pollFor(1.2);
    expect(alarm('counter-power-low')).toEqual({
      type: 'counter-power-low',
      active: true,
      detail: 'supply below 9000 mV',
    });
    act('supply', { millivolts: 12_000 });
    await pollFor(1.2);
    expect(alarm('counter-power-low')).toMatchObject({ active: false });
  });

  it('damaged requests that it has heard are noise on the line', async () => {
    const { pollFor, act, alarm } = moduleOnALine({ map: 'sfar-8di8do' }, { model: 'sfar-8di8do' });
    await pollFor(1.2);
    act('bad-packets', { count: 60 });
    await pollFor(1.2);
    expect(alarm('counter-line-noise')).toMatchObject({ active: true });
  });
});

describe('commands of a pulse module', () => {
  it('read counts at once', async () => {
    const { session, finish, act, poll } = moduleOnALine();
    await poll();
    act('walk-in', { count: 3 });
    expect(await finish(session.commands.read())).toMatchObject({ in: 3, deviceIn: 3 });
  });

  it.each([
    ['wb-mcm8', ['01 06 00 64 00 01']],
    ['sfar-8di8do', ['01 10 00 34 00 02 04 00 00 00 00', '01 10 00 36 00 02 04 00 00 00 00']],
  ] as const)('reset of a %s writes what its map allows and nothing else; the totals stay', async (map, writes) => {
    const { session, finish, act, poll, seen, sent } = moduleOnALine({ map, allowReset: true }, { model: map });
    await poll();
    act('walk-in', { count: 30 });
    act('walk-out', { count: 10 });
    expect(await finish(session.commands.reset())).toMatchObject({ in: 30, out: 10, deviceIn: 0, deviceOut: 0 });
    act('walk-in', { count: 2 });
    await poll();
    expect(seen.state).toMatchObject({ in: 32, out: 10, deviceIn: 2 });
    expect(seen.measurements.every(({ quality }) => quality === 'good' || quality === 'first')).toBe(true);
    expect(sent.filter((frame) => !/^01 0[1-4] /.test(frame)).map((frame) => frame.slice(0, -6))).toEqual(writes);
  });

  it('reset is refused where it is not allowed, or where the map names none; nothing is sent', async () => {
    const own = { in: { register: 60 }, out: { register: 62 } };
    for (const options of [{}, { map: own, allowReset: true }]) {
      const { session, finish, sent, poll } = moduleOnALine(options);
      await poll();
      await expect(finish(session.commands.reset())).rejects.toMatchObject({ code: 'PROTOCOL_UNSUPPORTED' });
      expect(sent.filter((frame) => !/^01 0[1-4] /.test(frame))).toEqual([]);
    }
  });

  it('reset that nobody answers may have been done', async () => {
    const { session, finish, act, poll, module } = moduleOnALine({ allowReset: true });
    await poll();
    act('walk-in', { count: 3 });
    module.push({
      name: 'swallows writes',
      onRequest: ({ functionCode }) => (functionCode === 0x06 ? 'handled' : undefined),
    });
    await expect(finish(session.commands.reset())).rejects.toMatchObject({ code: 'DEVICE_OUTCOME_UNKNOWN' });
  });

  it('reset that was only echoed is not believed', async () => {
    const { session, finish, act, poll, module, seen } = moduleOnALine({ allowReset: true });
    await poll();
    act('walk-in', { count: 3 });
    module.setFaults({ echo: true });
    module.push({
      name: 'swallows writes',
      onRequest: ({ functionCode }) => (functionCode === 0x06 ? 'handled' : undefined),
    });
    await expect(finish(session.commands.reset())).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    await poll();
    expect(seen.state).toMatchObject({ in: 3, deviceIn: 3 });
  });
});
