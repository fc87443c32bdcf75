import { afterEach, describe, expect, it } from 'vitest';
import type { Line, Simulator } from '../../../../simulators/simulator.js';
import { hex } from '../../../support/hex.js';
import { type ModuleStand, moduleStand } from '../module-stand.js';

const stands: ModuleStand[] = [];
afterEach(async () => {
  for (const stand of stands.splice(0)) {
    expect(stand.wire.sent).toEqual([]);
    await stand.end();
  }
});

/** A kiosk PC on the unit's line, and taps on the wire on which the unit answers. */
function kioskPc() {
  const taps = new Set<Line>();
  let say: (bytes: Uint8Array) => void = () => undefined;
  const wired = (simulator: Simulator): Simulator => {
    simulator.connect({
      write: (bytes) => {
        for (const tap of taps) tap.write(bytes);
      },
      onBytes: (receiver) => {
        say = receiver;
      },
      onClose: () => undefined,
      close: () => undefined,
    });
    return {
      ...simulator,
      connect: (line) => {
        taps.add(line);
        line.onClose(() => taps.delete(line));
        line.onBytes(() => undefined);
      },
    };
  };
  const ask = (text: string) => {
    say(hex(text));
    say(Uint8Array.of(5));
  };
  return { wired, rf: () => ask('02 52 46 03 15'), pb: () => ask('02 50 42 03 13') };
}

async function open(asks: 'rf' | 'pb' | 'both' = 'both') {
  const pc = kioskPc();
  const stand = await moduleStand('card-dispenser', {}, {}, pc.wired);
  stands.push(stand);
  const kiosk = { on: true };
  const round = () => {
    if (kiosk.on && asks !== 'pb') pc.rf();
    if (kiosk.on && asks !== 'rf') pc.pb();
    stand.clock.setTimeout(round, 5_000);
  };
  stand.clock.setTimeout(round, 1_000);
  await stand.until(() => stand.state()['operating'] === 'online');
  expect(stand.state()['operating']).toBe('online');
  return { ...stand, kiosk };
}

describe('a tap on the answers of a dispenser', () => {
  it.each(['both', 'pb', 'rf'] as const)(
    'tells what is wrong and what is well again, where the PC asks %s',
    async (asks) => {
      const stand = await open(asks);
      await stand.act('jam');
      await stand.seconds(60);
      expect(stand.raised()).toEqual(['card-dispenser-empty-or-low/jam major']);
      await stand.act('jam', { on: false });
      await stand.act('hopper-empty');
      await stand.seconds(60);
      expect(stand.raised()).toEqual(['card-dispenser-empty-or-low major']);
      await stand.act('load');
      await stand.seconds(60);
      expect(stand.raised()).toEqual([]);
      expect(stand.modules()['card-dispenser']!.status).toBe('ok');
    },
  );

  it('does not take for over what RF hides behind something else', async () => {
    const stand = await open('rf');
    await stand.act('hopper-low');
    await stand.seconds(60);
    expect(stand.raised()).toEqual(['card-dispenser-empty-or-low minor']);
    await stand.act('card', { at: 'at-take' });
    await stand.seconds(60);
    expect(stand.raised()).toEqual(['card-dispenser-empty-or-low minor']);
    await stand.act('card', { at: 'none' });
    await stand.act('load');
    await stand.seconds(60);
    expect(stand.raised()).toEqual([]);
  });

  it('nobody asks: nothing is known, nothing clears', async () => {
    const stand = await open();
    await stand.act('jam');
    await stand.seconds(60);
    stand.kiosk.on = false;
    await stand.seconds(180);
    expect(stand.raised()).toEqual(['card-dispenser-empty-or-low/jam major', 'terminal-module-unreachable major']);
    expect(stand.modules()['card-dispenser']).toMatchObject({
      status: 'unknown',
      detail: expect.stringContaining('the kiosk PC does not ask it'),
    });
    stand.kiosk.on = true;
    await stand.seconds(180);
    expect(stand.raised()).toEqual(['card-dispenser-empty-or-low/jam major']);
  });

  it('bytes that are no answers point at the wiring', async () => {
    const stand = await moduleStand('card-dispenser', {}, {}, (simulator) => ({
      ...simulator,
      connect: (line) => void line.write(Uint8Array.of(0xff, 0x80, 0x02)),
    }));
    stands.push(stand);
    await stand.seconds(60);
    expect(stand.state()['reason']).toContain('3 bytes came and no answer of the unit: look at ground');
  });
});
