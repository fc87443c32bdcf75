import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outcome, ticket } from './support/bench.js';
import { type Hall, openHall } from './support/hall.js';

/** What befalls the printer under a ticket; mm and bytes are counted from its start. */
const machine = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'none' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('power-mm' as const), atMm: fc.integer({ min: 0, max: 110 }) }),
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
  { weight: 1, arbitrary: fc.constant({ kind: 'heat' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lost-id' as const, at: 'before-id' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lost-id' as const, at: 'after-id' as const }) },
);
type Machine = typeof machine extends fc.Arbitrary<infer T> ? T : never;

/** What befalls the gateway; ms from the start of the ticket. */
const host = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'none' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('kill' as const), afterMs: fc.integer({ min: 0, max: 1_200 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('unplug' as const), afterMs: fc.integer({ min: 0, max: 1_200 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('half-sent' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'disk-full' as const }) },
);
type Host = typeof host extends fc.Arbitrary<infer T> ? T : never;

const story = fc.record({
  profile: fc.constantFrom('epson-tm', 'epson-tm', 'generic-80', 'sprt', 'citizen', 'xprinter', 'generic-58'),
  /** A test page first, which proves that an xprinter or citizen numbers what it prints. */
  isTested: fc.boolean(),
  blows: fc.array(fc.tuple(machine, host), { minLength: 1, maxLength: 5 }),
});

function befall(hall: Hall, blow: Machine): void {
  if (blow.kind === 'power-mm') hall.act('power-cut', { atMm: blow.atMm, backMs: 5_000 });
  if (blow.kind === 'power-byte') hall.act('power-cut', { atByte: blow.atByte, backMs: 5_000 });
  if (blow.kind === 'paper-out') hall.act('paper-out', { afterMm: blow.afterMm });
  if (blow.kind === 'open-cover') hall.act('open-cover', { afterMm: blow.afterMm });
  if (blow.kind === 'jam') hall.act('jam-cutter', { at: 'next-cut' });
  if (blow.kind === 'heat') hall.act('overheat', { seconds: 20 });
  if (blow.kind === 'lost-id') hall.act('drop-connection', { at: blow.at });
}

function repair(hall: Hall, blow: Machine): void {
  if (blow.kind === 'paper-out') hall.act('load-paper');
  if (blow.kind === 'open-cover') hall.act('close-cover');
  if (blow.kind === 'jam') hall.act('clear-cutter');
}

/** A stream loses its end, never its middle. */
function cutShort(hall: Hall, share: number): void {
  let isCut = false;
  hall.onTheWay = (bytes) => {
    if (isCut) return undefined;
    isCut = bytes.length > 60;
    return isCut ? bytes.slice(0, Math.floor(bytes.length * share)) : bytes;
  };
}

async function strike(hall: Hall, blow: Host): Promise<void> {
  if (blow.kind === 'kill' || blow.kind === 'unplug') await hall.clock.advance(blow.afterMs);
  if (blow.kind === 'half-sent') await hall.clock.advance(700);
  hall.onTheWay = (bytes) => bytes;
  if (blow.kind === 'kill' || blow.kind === 'half-sent') hall.kill();
  if (blow.kind === 'unplug') await hall.unplug();
}

/** Lets it happen, repairs the printer, and hands back the replies by number; undefined: none before the gateway died. */
async function tell(hall: Hall, blows: readonly (readonly [Machine, Host])[]) {
  const replies = new Map<string, Outcome | undefined>();
  for (const [index, [machineBlow, hostBlow]] of blows.entries()) {
    const number = `A${String(index).padStart(3, '0')}`;
    befall(hall, machineBlow);
    if (hostBlow.kind === 'disk-full') hall.memory.full = true;
    if (hostBlow.kind === 'half-sent') cutShort(hall, hostBlow.share);
    replies.set(number, undefined);
    const printing = hall.begin('print', { ...ticket, ticketId: number, number, qr: 'https://q.example/1' });
    void printing.then((outcome) => replies.set(number, outcome));
    await strike(hall, hostBlow);
    await hall.pass(index % 2 === 0 ? 12_000 : 2_000);
    // Every other gateway comes back before somebody repairs the printer.
    if (index % 2 === 0) await hall.reconnect();
    hall.memory.full = false;
    repair(hall, machineBlow);
    await hall.pass(30_000);
    await hall.reconnect();
    await hall.pass(20_000);
  }
  return replies;
}

/** Repaired as often as faults come that had waited for more paper than a ticket takes. */
async function printsAgain(hall: Hall): Promise<boolean> {
  for (let attempt = 0; attempt < 12; attempt++) {
    if (hall.view.paper === 'out') hall.act('load-paper');
    for (const name of ['close-cover', 'clear-cutter']) hall.act(name);
    await hall.pass(10_000);
    await hall.reconnect();
    const outcome = await hall.run('print', { ...ticket, ticketId: `last-${attempt}`, number: 'Z999' });
    if ('result' in outcome) return true;
  }
  return false;
}

describe('whatever happens to tickets and printer', () => {
  it('none is lost or doubled in silence, what is confirmed is on paper, and the printer prints again', async () => {
    const counts = { tickets: 0, whole: 0, marked: 0, unknown: 0, torn: 0, confirmed: 0 };
    await fc.assert(
      fc.asyncProperty(story, async ({ profile, isTested, blows }) => {
        const hall = await openHall({ options: { profile } });
        if (isTested) await hall.run('test');
        const replies = await tell(hall, blows);
        expect(await printsAgain(hall), JSON.stringify(hall.state)).toBe(true);
        expect(hall.memory.tickets.filter((text) => /sending|due/.test(text))).toEqual([]);
        const papers = hall.wholePapers;
        for (const [number, reply] of replies) {
          const said = hall.events.filter(({ data }) => data['ticketId'] === number);
          const mine = papers.filter((paper) => paper.number === number);
          const copies = mine.map(({ copy }) => copy);
          const context = JSON.stringify({ number, reply, said, mine, tickets: hall.memory.tickets });
          // Two papers of which each says that it is the only one, or the same one.
          expect(new Set(copies).size, context).toBe(copies.length);
          const confirmed = said.filter(
            ({ name, data }) => name === 'ticket-printed' && ['A', 'A2', 'B', 'C'].includes(String(data['evidence'])),
          );
          for (const { data } of confirmed) expect(copies, context).toContain(data['copyIndex']);
          const isTold = said.some(({ name }) => name === 'ticket-unknown' || name === 'ticket-not-printed');
          const isProbable = said.some(({ data }) => data['evidence'] === 'D');
          // Of a command that a killed gateway had begun, its journal says "interrupted".
          const isAnswered = reply === undefined || 'error' in reply;
          expect(mine.length > 0 || isTold || isProbable || isAnswered, context).toBe(true);
          counts.tickets += 1;
          counts.whole += mine.length;
          counts.marked += copies.filter((copy) => copy > 0).length;
          counts.unknown += said.some(({ name }) => name === 'ticket-unknown') ? 1 : 0;
          counts.confirmed += confirmed.length;
        }
        counts.torn += hall.view.torn.length;
      }),
      {
        numRuns: Number(process.env['RUNS'] ?? 60),
        ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}),
      },
    );
    // A run in which nothing went wrong would show nothing.
    for (const [what, count] of Object.entries(counts)) expect(count, what).toBeGreaterThan(0);
    if (process.env['RUNS']) process.stdout.write(`${JSON.stringify(counts)}\n`);
  });
});
