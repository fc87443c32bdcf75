import { afterEach, describe, expect, it } from 'vitest';
import { toHex } from '../../../support/hex.js';
import { type ModuleStand, moduleStand } from '../module-stand.js';

const stands: ModuleStand[] = [];
afterEach(async () => {
  for (const stand of stands.splice(0)) {
    const { tripwires } = stand.view();
    expect(tripwires).toEqual([]);
    await stand.end();
  }
});

async function open(options: Record<string, unknown> = {}) {
  const stand = await moduleStand('card-dispenser', { mode: 'owner', ...options });
  stands.push(stand);
  await stand.until(() => stand.state()['operating'] === 'online');
  return stand;
}
const operating = (stand: ModuleStand) => stand.state()['operating'];
const unit = (stand: ModuleStand) => stand.modules()['card-dispenser']!;

describe('the rows of 9.4, from the unit to the alarm and back', () => {
  it.each([
    ['hopper-low', 'load', {}, 'card-dispenser-empty-or-low minor', 'warn', 'RF 010, hopper low'],
    ['hopper-empty', 'load', {}, 'card-dispenser-empty-or-low major', 'fail', 'RF 008, hopper empty'],
    ['jam', 'jam', { on: false }, 'card-dispenser-empty-or-low/jam major', 'fail', 'RF 020, card jammed'],
    ['fail', 'fail', { on: false }, 'card-dispenser-empty-or-low/fail major', 'fail', 'RF 200, dispense failure'],
    [
      'bin-full',
      'bin-full',
      { on: false },
      'card-jammed-or-retained-bin-full minor',
      'warn',
      'RF 100, recycle bin full',
    ],
  ])('%s', async (raise, clear, args, alarm, status, detail) => {
    const stand = await open();
    expect(stand.raised()).toEqual([]);
    expect(unit(stand)).toEqual({ status: 'ok', detail: 'PB 001, ready; RF 000, ready', source: 'card-dispenser' });
    await stand.act(raise);
    await stand.seconds(60);
    expect(stand.raised()).toEqual([alarm]);
    expect(unit(stand)).toMatchObject({ status, detail: expect.stringContaining(detail) });
    expect(stand.state()['service']).toBe('degraded');
    await stand.act(clear, args);
    await stand.seconds(60);
    expect([stand.raised(), unit(stand).status, stand.state()['service']]).toEqual([[], 'ok', 'in-service']);
  });

  it('from low to empty and back is one alarm with another severity', async () => {
    const stand = await open();
    await stand.act('hopper-low');
    await stand.seconds(60);
    await stand.act('hopper-empty');
    await stand.seconds(60);
    expect(stand.raised()).toEqual(['card-dispenser-empty-or-low major']);
    await stand.act('hopper-low');
    await stand.seconds(60);
    expect(stand.raised()).toEqual(['card-dispenser-empty-or-low minor']);
    const [record] = stand.records();
    expect(record!['x-count']).toBe(1);
  });

  it('all at once are all told: RF names only the first, PB every one', async () => {
    const stand = await open();
    await stand.act('force-flags', { flags: ['bin-full', 'dispense-failure', 'jammed', 'hopper-low'] });
    await stand.seconds(60);
    expect(stand.raised()).toEqual([
      'card-dispenser-empty-or-low minor',
      'card-dispenser-empty-or-low/fail major',
      'card-dispenser-empty-or-low/jam major',
      'card-jammed-or-retained-bin-full minor',
    ]);
    await stand.act('unforce');
    await stand.seconds(60);
    expect(stand.raised()).toEqual([]);
  });

  it.each([
    [{ flags: [] }, '000', 'not ready; RF 000'],
    [{ flags: ['ready'] }, '001', 'ready; RF 001'],
  ])('where RF and PB contradict each other on "ready", PB %j counts', async (flags, digits, detail) => {
    const stand = await open();
    await stand.act('force-flags', flags);
    await stand.act('force-rf', { digits });
    await stand.seconds(240);
    expect(unit(stand).detail).toContain(detail);
    const ready = flags.flags.length > 0;
    expect(stand.raised()).toEqual(ready ? [] : ['card-dispenser-empty-or-low/fail minor']);
  });

  it("not ready is nobody's alarm while the unit works, and after two minutes without a reason it is", async () => {
    const stand = await open();
    for (const args of [{ is: 'dispensing' }, { is: 'calling-back' }]) {
      await stand.act('motion', args);
      await stand.seconds(200);
      expect(stand.raised()).toEqual([]);
    }
    await stand.act('motion', { is: 'still' });
    await stand.act('halt');
    await stand.seconds(110);
    expect(stand.raised()).toEqual([]);
    await stand.seconds(60);
    expect(stand.raised()).toEqual(['card-dispenser-empty-or-low/fail minor']);
    await stand.act('halt', { on: false });
    await stand.seconds(60);
    expect(stand.raised()).toEqual([]);
  });
});

describe('the handshake', () => {
  it('asks for the version once, then for flags and state', async () => {
    const stand = await open();
    await stand.seconds(25);
    const sent = stand.wire.sent.map(toHex);
    expect(sent.slice(0, 6)).toEqual(['02 47 56 03 10', '05', '02 50 42 03 13', '05', '02 52 46 03 15', '05']);
    expect(new Set(sent)).toEqual(new Set(['02 47 56 03 10', '02 50 42 03 13', '02 52 46 03 15', '05']));
  });

  it.each(['nak', 'busy', 'no-reply', 'wrong-bcc', 'wrong-reply'])(
    'one "%s" is asked again and is no loss',
    async (what) => {
      const stand = await open();
      await stand.act(what, { times: 1 });
      await stand.seconds(30);
      expect([operating(stand), stand.raised()]).toEqual(['online', []]);
    },
  );

  it('after NAK, or without an answer, no ENQ follows', async () => {
    const stand = await open();
    for (const what of ['nak', 'busy']) {
      await stand.act(what, { times: 1_000 });
      const before = stand.wire.sent.length;
      await stand.seconds(15);
      expect(stand.wire.sent.slice(before).map(toHex)).not.toContain('05');
      await stand.act(what, { times: 0 });
      await stand.seconds(90);
    }
    expect(operating(stand)).toBe('online');
  });

  it.each(['nak', 'busy', 'no-reply', 'wrong-bcc', 'wrong-reply'])('"%s" for good is lost contact', async (what) => {
    const stand = await open();
    await stand.act(what, { times: 1_000_000 });
    await stand.seconds(90);
    expect([operating(stand), stand.raised()]).toEqual(['offline', ['terminal-module-unreachable major']]);
    expect(stand.state()['reachable']).toBe(false);
  });

  it.each([{ splitBytes: 1 }, { lateMs: 700 }, { garbageBytes: 4 }])('with %j it works', async (knob) => {
    const stand = await open();
    stand.simulator.setFaults(knob);
    await stand.act('jam');
    await stand.seconds(120);
    expect(stand.raised()).toContain('card-dispenser-empty-or-low/jam major');
  });

  it('flipped bits make no alarm but that of contact', async () => {
    const stand = await open();
    stand.simulator.setFaults({ flipBit: true });
    await stand.seconds(200);
    expect(stand.raised()).toEqual(['terminal-module-unreachable major']);
  });

  it('probe asks now', async () => {
    const stand = await open();
    expect(await stand.clock.finish(stand.command('probe'), 10)).toEqual({
      reachable: true,
      said: 'PB 001, RF 000',
    });
  });
});

describe('contact', () => {
  it('lost with alarms on: none clears, all unverified; verified again when it is back', async () => {
    const stand = await open();
    await stand.act('jam');
    await stand.act('hopper-low');
    await stand.act('bin-full');
    await stand.seconds(60);
    expect(stand.raised()).toHaveLength(3);
    stand.simulator.setFaults({ silent: true });
    await stand.seconds(60);
    const verified = () =>
      stand
        .records()
        .filter((each) => !each['is-cleared'] && each['alarm-type-id'] !== 'terminal-module-unreachable')
        .map((each) => each['x-verified']);
    expect(verified()).toEqual([false, false, false]);
    expect(stand.raised()).toHaveLength(4);
    stand.simulator.setFaults({ silent: false });
    await stand.seconds(120);
    expect(verified()).toEqual([true, true, true]);
    expect(stand.raised()).toHaveLength(3);
  });
});
