import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readyDigits } from './session-setup.js';

const number = fc.integer({ min: 0, max: 9_999 });
const event = fc.oneof(
  fc.record({ what: fc.constant('call' as const), number, blinkSeconds: fc.constantFrom(0, 600) }),
  fc.record({ what: fc.constant('clear' as const) }),
  fc.record({ what: fc.constant('power cut' as const) }),
  fc.record({ what: fc.constant('poll' as const) }),
  fc.record({
    what: fc.constant('tamper' as const),
    change: fc.oneof(
      fc.record({ register: fc.nat(5), value: fc.integer({ min: 0x20, max: 0x7e }) }),
      fc.record({ register: fc.constant(7), value: number }),
      fc.record({ register: fc.constant(8), value: fc.nat(0x3f) }),
      fc.record({ register: fc.constant(9), value: fc.integer({ min: 1, max: 8 }) }),
    ),
  }),
);

type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** The board after `events`, and what the last order wants of it. */
async function lived(events: readonly Event[], { pollEach }: { pollEach: boolean }) {
  const board = await readyDigits();
  let wanted = { text: '', blinks: false };
  for (const each of events) {
    if (each.what === 'call') {
      await board.call(each.number, { blinkSeconds: each.blinkSeconds });
      wanted = { text: String(each.number), blinks: each.blinkSeconds > 0 };
    } else if (each.what === 'clear') {
      await board.finish(board.session.commands.clear({}));
      wanted = { text: '', blinks: false };
    } else if (each.what === 'power cut') board.module.restart();
    else if (each.what === 'tamper') board.act('tamper', each.change);
    if (pollEach || each.what === 'poll') await board.poll();
  }
  await board.poll();
  const { characters, blinking, tripwires } = board.view();
  return {
    wanted,
    glass: { text: characters.trim(), blinks: blinking.includes(true) },
    state: board.seen.state,
    mismatch: board.alarm('led-content-mismatch'),
    tripwires,
  };
}

const showing = (text: string) => (text === '' ? {} : { main: text });

describe('whatever happens to a module', () => {
  it('between two polls, it shows after the second what was last ordered, and the state says the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), async (events) => {
        const { wanted, glass, state, mismatch } = await lived(events, { pollEach: true });
        expect(glass).toEqual(wanted);
        expect(state).toMatchObject({ showing: showing(wanted.text), verified: 'read-back' });
        expect(mismatch).toMatchObject({ active: false });
      }),
      { numRuns: 40 },
    );
  });

  it('and however often, the state says what a person reads, and an alarm where that is not what was ordered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), async (events) => {
        const { wanted, glass, state, mismatch, tripwires } = await lived(events, { pollEach: false });
        expect(state).toMatchObject({ showing: showing(glass.text) });
        expect(mismatch?.active).toBe(glass.text !== wanted.text || glass.blinks !== wanted.blinks);
        expect(tripwires).toEqual({ factoryReset: 0, address: 0, baud: 0, parity: 0 });
      }),
      { numRuns: 40 },
    );
  });
});
