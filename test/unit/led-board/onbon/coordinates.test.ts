import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { BoardSession } from '../../../../drivers/led-board/board/session.js';
import { onbonOptions } from '../../../../drivers/led-board/onbon/options.js';
import { OnbonPanel } from '../../../../drivers/led-board/onbon/panel.js';
import { createBus } from '../../../../drivers/transport/bus.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { createOnbon } from '../../../../simulators/led-board/onbon.js';
import type { BoardView } from '../../../../simulators/led-board/onbon-view.js';
import { plugIn } from '../../../../simulators/line.js';
import { createSharedLine } from '../../../../simulators/shared-line.js';
import { createWorld } from '../../../../simulators/world.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

const size = { width: 128, height: 32 };
/** One that blocks of 8 pixels cannot give, and one they can. */
const zones = { odd: { x: 12, y: 0, width: 100, height: 16 }, even: { x: 16, y: 16, width: 96, height: 16 } };

type Card = NonNullable<Parameters<typeof createOnbon>[1]>;

/** A session, and two cards of which the second is a spare that is put in later. */
function plugged(card: Card, options: z.input<typeof onbonOptions> = {}, spare: Card = {}) {
  const clock = new VirtualClock();
  const world = createWorld({ seed: 1, clock });
  const cards = [card, spare].map((each) => createOnbon(world, { ...size, ...each }));
  const [first, second] = cards as [(typeof cards)[0], (typeof cards)[0]];
  second.setFaults({ unplugged: true });
  const line = createSharedLine({ world, members: cards, baud: 9_600 });
  const bus = createBus({
    ...{ name: 'line', clock, random: () => 0.5 },
    open: async () => {
      const [host, device] = memoryPair('line');
      plugIn(line, device);
      return host;
    },
  });
  const parsed = onbonOptions.parse({ ...size, zones, callText: { en: '{number}' }, ...options });
  const { context, seen } = recordingContext<typeof parsed, 'bus'>({ options: parsed, link: bus.member('b'), clock });
  const full = { ...context, hours: undefined };
  const session = new BoardSession(full, new OnbonPanel(full));
  const inTime = async <T>(work: Promise<T>, ms = 3_000): Promise<T> => {
    work.catch(() => undefined);
    await clock.advance(ms);
    return work;
  };
  return {
    ...{ session, seen, inTime, clock },
    call: (zone: string, ms?: number) => inTime(session.commands.call({ number: 'A001', counter: 1, zone }), ms),
    /** Where the areas stand, x and width. */
    places: (of = first) => (of.view() as BoardView).areas.map(({ x, width }) => [x, width]),
    glass: (of = first) => (of.view() as BoardView).text,
    second,
    act: (name: string, args: Record<string, unknown>) => first.actions[name]?.(args),
    swap: () => {
      first.setFaults({ unplugged: true });
      second.setFaults({ unplugged: false });
    },
  };
}

const right = [
  [12, 100],
  [16, 96],
];

describe('how a card counts its columns', () => {
  it.each<[string, Card, z.input<typeof onbonOptions>]>([
    ['a BX-6K2', { model: '6K2' }, {}],
    ['a BX-6K3-YY', { model: '6K3-YY' }, {}],
    ['a BX-6K1-4G', { model: '6K1-4G' }, {}],
    ['a BX-5K1', { model: '5K1' }, {}],
    ['a BX-5K2', { model: '5K2' }, {}],
    ['a BX-5MK2', { model: '5MK2' }, {}],
    ['a BX-5K1Q-YY', { model: '5K1Q-YY' }, {}],
    ['one that does not tell, and is a 5K', {}, {}],
    ['one that does not tell, and is said to be a 6K', { series: '6k' }, { coordinateUnit: '6k' }],
    ['one that tells 6K and is said to count as a 5K', { model: '6K2', series: '5k' }, { coordinateUnit: '5k' }],
  ])('%s shows each zone where it should stand', async (_what, card, options) => {
    const { session, inTime, call, places, glass } = plugged(card, options);
    await inTime(session.identify());
    await call('odd');
    await call('even');
    expect(places()).toEqual(right);
    expect(glass().map((line) => line.trim())).toEqual(['A001', 'A001']);
  });

  it('a call before the card has said what it is stands right as soon as it has', async () => {
    for (const model of ['6K2', '5K2'] as const) {
      const { session, inTime, call, places } = plugged({ model });
      const called = [call('odd', 500), call('even', 500)];
      await inTime(Promise.all(called), 0);
      expect(places()).toEqual(right);
      await inTime(session.identify());
      expect(places()).toEqual(right);
    }
  });

  it('nor does it matter that such a card refuses an area which is beside its glass', async () => {
    const { call, places, act, seen } = plugged({ model: '6K2' });
    act('nack', { code: 8, times: 1 });
    await call('odd', 500);
    expect(places()).toEqual([right[0]]);
    expect(seen.alarms.findLast(({ type }) => type === 'led-write-rejected')).toMatchObject({ active: false });
  });

  it('one that is known to count so is written once, and what it refuses fails', async () => {
    const { session, inTime, call, act } = plugged({ model: '6K2' });
    await inTime(session.identify());
    act('nack', { code: 8, times: 1 });
    await expect(call('odd')).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
  });

  it.each([
    ['5K2', '6K2'],
    ['6K2', '5K2'],
  ] as const)(
    'a card that is a %s is replaced by a %s: a call that comes before the next poll stands right',
    async (old, young) => {
      const { session, inTime, call, places, swap, second } = plugged({ model: old }, {}, { model: young });
      await inTime(session.identify());
      await call('odd');
      swap();
      await call('odd', 600);
      await call('even', 600);
      expect(places(second)).toEqual(right);
      await inTime(session.poll());
      expect(places(second)).toEqual(right);
    },
  );
});
