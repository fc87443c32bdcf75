import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settle } from '../../../support/virtual-clock.js';
import { type Board, inTime, readyBoard } from './board.js';

const zones = { main: { x: 0, y: 0, width: 64, height: 16 }, side: { x: 0, y: 16, width: 64, height: 16 } };
const names = Object.keys(zones);

/** What was asked of a zone, what came of it, and until when it holds. */
interface Order {
  readonly zones: readonly string[];
  readonly text: string | undefined;
  readonly endsAt: number;
  outcome: 'pending' | 'done' | 'failed';
}

type Step =
  | { readonly do: 'show'; readonly zone: string; readonly seconds: number | undefined }
  | { readonly do: 'clear'; readonly zone: string | undefined }
  | { readonly do: 'poll' | 'power-cut' | 'silence' | 'mute' | 'contact' }
  | { readonly do: 'refuse'; readonly codes: readonly number[] }
  | { readonly do: 'wait'; readonly ms: number };

const zone = fc.constantFrom(...names);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('show'), zone, seconds: fc.constantFrom(undefined, 3, 40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear'), zone: fc.constantFrom(undefined, ...names) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('poll', 'power-cut', 'silence', 'mute', 'contact') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('refuse'), codes: fc.array(fc.constantFrom(3, 4, 5), { maxLength: 5 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(0, 100, 250, 1_100, 31_000) }) },
) as fc.Arbitrary<Step>;

/** Plays one day of commands, polls and troubles; commands do not wait for each other. */
async function play(board: Board, steps: readonly Step[]): Promise<Order[]> {
  const { card, clock, session } = board;
  const orders: Order[] = [];
  let polled = Promise.resolve();
  const order = (wanted: Omit<Order, 'outcome'>, work: Promise<unknown>) => {
    const entry: Order = { ...wanted, outcome: 'pending' };
    orders.push(entry);
    work.then(
      () => (entry.outcome = 'done'),
      () => (entry.outcome = 'failed'),
    );
  };
  for (const [index, now] of steps.entries()) {
    if (now.do === 'show') {
      const text = `A${index}`;
      const endsAt = now.seconds === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() + now.seconds * 1_000;
      order({ zones: [now.zone], text, endsAt }, session.commands.show({ ...now, text }));
    } else if (now.do === 'clear') {
      order(
        { zones: now.zone === undefined ? names : [now.zone], text: undefined, endsAt: Number.POSITIVE_INFINITY },
        session.commands.clear({ zone: now.zone }),
      );
    } else if (now.do === 'poll') polled = polled.then(() => session.poll()).catch(() => undefined);
    else if (now.do === 'power-cut') card.glass.clear();
    else if (now.do === 'silence') card.silent.add('all');
    else if (now.do === 'mute') card.mute = true;
    else if (now.do === 'contact') {
      card.silent.clear();
      card.mute = false;
    } else if (now.do === 'refuse') card.refuse('A306', ...now.codes);
    else if (now.do === 'wait') await clock.advance(now.ms);
  }
  card.silent.clear();
  card.mute = false;
  card.refuse('A306');
  // Long enough that every repetition and every text with an end is over.
  await inTime(board, polled, 60_000);
  return orders;
}

it('whatever happened: once the board is back, glass, state and the last command that succeeded are one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const board = await readyBoard({ options: { zones } });
      const orders = await play(board, steps);
      expect(orders.filter(({ outcome }) => outcome === 'pending')).toEqual([]);
      await inTime(board, board.session.identify(), 5_000);
      await settle();

      const wanted: Record<string, string> = {};
      for (const name of names) {
        const last = orders.findLast((order) => order.outcome === 'done' && order.zones.includes(name));
        if (last?.text !== undefined && last.endsAt > board.clock.monotonic()) wanted[name] = last.text;
      }
      const onGlass = Object.fromEntries([...board.card.glass].map(([id, { text }]) => [names[id], text]));
      expect(onGlass).toEqual(wanted);
      expect(board.state).toMatchObject({ verified: 'acknowledged' });
      expect(board.state['showing']).toEqual(wanted);
      expect(Object.keys(board.state['zones'] as object).sort()).toEqual(Object.keys(wanted).sort());
      await board.session.close();
      expect(board.clock.pending).toBe(0);
    }),
    { numRuns: 150 },
  );
}, 60_000);
