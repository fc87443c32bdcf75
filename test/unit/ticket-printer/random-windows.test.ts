import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outcome, ticket } from './support/bench.js';
import { openHall } from './support/hall.js';

/** What befalls one ticket; mm and bytes are counted from its start. */
const blow = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'none' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('power-cut' as const), atMm: fc.integer({ min: 0, max: 110 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('power-byte' as const), atByte: fc.integer({ min: 1, max: 330 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('paper-out' as const), afterMm: fc.integer({ min: 1, max: 110 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('open-cover' as const), afterMm: fc.integer({ min: 0, max: 110 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'jam' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('heat' as const), afterMs: fc.integer({ min: 0, max: 900 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('kill' as const), afterMs: fc.integer({ min: 0, max: 900 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('unplug' as const), afterMs: fc.integer({ min: 0, max: 900 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('half-sent' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'lost-id' as const, at: 'before-id' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lost-id' as const, at: 'after-id' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'disk-full' as const }) },
);
type Blow = typeof blow extends fc.Arbitrary<infer T> ? T : never;

const story = fc.record({
  profile: fc.constantFrom('epson-tm', 'generic-80', 'sprt', 'citizen', 'generic-58'),
  blows: fc.array(blow, { minLength: 1, maxLength: 5 }),
});

/** Lets it happen, repairs the printer, and hands back what was said and what a customer holds. */
async function tell({ profile, blows }: { profile: string; blows: readonly Blow[] }) {
  const hall = await openHall({ options: { profile } });
  const replies = new Map<string, Outcome | undefined>();
  for (const [index, fate] of blows.entries()) {
    const number = `A${String(index).padStart(3, '0')}`;
    if (fate.kind === 'power-cut') hall.act('power-cut', { atMm: fate.atMm, backMs: 5_000 });
    if (fate.kind === 'power-byte') hall.act('power-cut', { atByte: fate.atByte, backMs: 5_000 });
    if (fate.kind === 'paper-out') hall.act('paper-out', { afterMm: fate.afterMm });
    if (fate.kind === 'open-cover') hall.act('open-cover', { afterMm: fate.afterMm });
    if (fate.kind === 'jam') hall.act('jam-cutter', { at: 'next-cut' });
    if (fate.kind === 'lost-id') hall.act('drop-connection', { at: fate.at });
    if (fate.kind === 'disk-full') hall.memory.full = true;
    if (fate.kind === 'half-sent') {
      // A stream loses its end, never its middle.
      let isCut = false;
      hall.onTheWay = (bytes) => {
        if (isCut) return undefined;
        isCut = bytes.length > 60;
        return isCut ? bytes.slice(0, Math.floor(bytes.length * fate.share)) : bytes;
      };
    }
    replies.set(number, undefined);
    const printing = hall.begin('print', { ...ticket, ticketId: number, number, qr: 'https://q.example/1' });
    void printing.then((outcome) => replies.set(number, outcome));
    if (fate.kind === 'kill' || fate.kind === 'unplug' || fate.kind === 'heat') await hall.clock.advance(fate.afterMs);
    if (fate.kind === 'heat') hall.act('overheat', { seconds: 20 });
    if (fate.kind === 'half-sent') await hall.clock.advance(700);
    hall.onTheWay = (bytes) => bytes;
    if (fate.kind === 'kill' || fate.kind === 'half-sent') hall.kill();
    if (fate.kind === 'unplug') await hall.unplug();
    await hall.pass(12_000);
    hall.memory.full = false;
    if (fate.kind === 'paper-out') hall.act('load-paper');
    if (fate.kind === 'open-cover') hall.act('close-cover');
    if (fate.kind === 'jam') hall.act('clear-cutter');
    await hall.pass(30_000);
    await hall.reconnect();
    await hall.pass(20_000);
  }
  return { hall, replies };
}

describe('whatever happens to tickets and printer', () => {
  it('none is lost or doubled in silence, and what is confirmed is on paper', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (happened) => {
        const { hall, replies } = await tell(happened);
        const whole = hall.wholePapers;
        for (const [number, reply] of replies) {
          const said = hall.events.filter(({ data }) => data['ticketId'] === number);
          const mine = whole.filter((paper) => paper.number === number);
          const context = JSON.stringify({ number, reply, said, mine, tickets: hall.memory.tickets });
          // Doubled in silence: two papers that both say they are the only one.
          expect(mine.filter(({ copy }) => copy === 0).length, context).toBeLessThanOrEqual(1);
          const copies = mine.map(({ copy }) => copy);
          expect(new Set(copies).size, context).toBe(copies.length);
          // Confirmed: exactly that paper exists.
          for (const { name, data } of said) {
            if (name !== 'ticket-printed' || !['A', 'A2', 'B', 'C'].includes(String(data['evidence']))) continue;
            expect(mine.filter(({ copy }) => copy === data['copyIndex']).length, context).toBe(1);
          }
          // Lost in silence: no paper, and nobody was told.
          const isTold = said.some(({ name }) => name === 'ticket-unknown' || name === 'ticket-not-printed');
          const isRefused = reply !== undefined && 'error' in reply;
          const isProbable = said.some(({ data }) => data['evidence'] === 'D');
          // A killed gateway answers "interrupted" from its command journal.
          const wasKilled = reply === undefined;
          expect(mine.length > 0 || isTold || isRefused || isProbable || wasKilled, context).toBe(true);
          expect(hall.memory.tickets).not.toContain(`${number} sending`);
        }
      }),
      {
        numRuns: Number(process.env['RUNS'] ?? 60),
        ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}),
      },
    );
  });
});
