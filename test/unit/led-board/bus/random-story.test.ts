import { expect, it } from 'vitest';
import { type BoardOnLine, type BoardsOnLine, boardsOnLine, callText } from './boards-on-line.js';
import { disturbHost } from './disturbance.js';

const seeds = process.env['SEED'] === undefined ? [1, 2] : [Number(process.env['SEED'])];
const storyMs = 180_000;
const sampleMs = 100;
const pollIntervalMs = 2_000;
const replyTimeoutMs = 500;
const expireSeconds = 20;
/** An absence that no poll has met is put right with the next repetition; other boards' time-outs may come in between. */
const longestClaimMs = expireSeconds * 500 + 2 * pollIntervalMs + 4 * replyTimeoutMs;

interface Order {
  readonly kind: 'call' | 'show' | 'clear';
  readonly text: string;
  readonly endsAt: number;
  outcome: 'pending' | 'done' | 'failed';
  /** A call that failed, and nothing newer had been ordered: the number before it is true no more. */
  inVain?: boolean;
}

/** What was asked of one board, and how long it claimed what was not so. */
interface Story {
  readonly orders: Order[];
  /** Since when it claims what is not on the glass, and the longest time it did. */
  wrongSince: number | undefined;
  longestWrongMs: number;
}

const troubles: readonly ((board: BoardOnLine, random: () => number) => void)[] = [
  (board) => board.cutPower(),
  ({ card }) => card.setFaults({ silent: true }),
  ({ card }, random) => card.setFaults({ lateMs: Math.round(random() * 1_500) }),
  ({ card }) => card.setFaults({ echo: true }),
  ({ card }) => card.setFaults({ flipBit: true }),
  ({ card }, random) => card.setFaults({ garbageBytes: 1 + Math.round(random() * 20), splitBytes: 3 }),
  ({ card }) => card.actions['nack']!({ code: 3, times: 5 }),
  ({ card }) => card.actions['nack']!({ code: 4, times: 2 }),
  ({ card }) => card.restart(),
];

function heal({ card }: BoardOnLine): void {
  card.setFaults({
    unplugged: false,
    silent: false,
    lateMs: 0,
    echo: false,
    flipBit: false,
    garbageBytes: 0,
    splitBytes: 0,
  });
  card.actions['nack']!({ code: 3, times: 0 });
}

function order({ clock, random }: BoardsOnLine, board: BoardOnLine, orders: Order[], number: number): void {
  const kind = random();
  const seconds = kind > 0.6 && random() < 0.5 ? 1 + Math.floor(random() * 60) : undefined;
  const clears = kind > 0.85;
  const text = kind < 0.6 ? callText(number) : clears ? '' : `办理${number}号`;
  const endsAt = seconds === undefined || clears ? Number.POSITIVE_INFINITY : clock.monotonic() + seconds * 1_000;
  const what = kind < 0.6 ? 'call' : clears ? 'clear' : 'show';
  const entry: Order = { kind: what, text, endsAt, outcome: 'pending' };
  orders.push(entry);
  const work =
    kind < 0.6 ? board.call(number) : clears ? board.execute('clear', {}) : board.execute('show', { text, seconds });
  work.then(
    () => (entry.outcome = 'done'),
    () => Object.assign(entry, { outcome: 'failed', inVain: what === 'call' && orders.at(-1) === entry }),
  );
}

/** The order whose text stands at the end. */
function standing(orders: readonly Order[]): Order | undefined {
  let stands: Order | undefined;
  for (const order of orders) {
    if (order.outcome === 'done') stands = order;
    else if (order.inVain && stands?.kind === 'call') stands = undefined;
  }
  return stands;
}

/** Looks whether what is claimed is what stands there. */
function compare(board: BoardOnLine, record: Story, now: number): void {
  const { verified, operating, showing = {} } = board.state();
  const claimed = operating === 'online' && verified !== 'sent';
  const right = ((showing as { main?: string }).main ?? '') === board.glass();
  record.wrongSince = claimed && !right ? (record.wrongSince ?? now) : undefined;
  if (record.wrongSince === undefined) return;
  record.longestWrongMs = Math.max(record.longestWrongMs, now - record.wrongSince);
}

async function play(line: BoardsOnLine, records: readonly Story[]): Promise<void> {
  const { clock, random, boards } = line;
  const end = clock.monotonic() + storyMs;
  const calm = () => (line.wire.disturb = (bytes) => bytes);
  for (let number = 1; clock.monotonic() < end; number++) {
    const index = Math.floor(random() * boards.length);
    const board = boards[index]!;
    const what = random();
    if (what < 0.6) order(line, board, records[index]!.orders, number);
    else if (what < 0.72) troubles[Math.floor(random() * troubles.length)]!(board, random);
    else if (what < 0.9) heal(board);
    else if (what < 0.92) disturbHost(line, 0.2, number);
    else if (what < 0.94) line.line.setFaults({ garbageBytes: 4, splitBytes: 5 });
    else {
      calm();
      line.line.setFaults({ garbageBytes: 0, splitBytes: 0 });
    }
    const until = clock.monotonic() + (random() < 0.2 ? 0 : random() * 1_500);
    while (clock.monotonic() < until) {
      await clock.advance(Math.min(sampleMs, until - clock.monotonic()));
      for (const [each, record] of records.entries()) compare(boards[each]!, record, clock.monotonic());
    }
  }
  calm();
  line.line.setFaults({ garbageBytes: 0, splitBytes: 0 });
  for (const board of boards) heal(board);
  await clock.advance(140_000);
}

it.each(seeds)(
  'random orders and troubles on a line of eight boards, SEED=%i: the truth in the end',
  async (seed) => {
    const options = { pollIntervalMs, replyTimeoutMs, expireSeconds };
    const line = boardsOnLine({ seed, options });
    const records = line.boards.map((): Story => ({ orders: [], wrongSince: undefined, longestWrongMs: 0 }));
    await line.start();
    await play(line, records);
    for (const [index, { id, stood, glass, state }] of line.boards.entries()) {
      const { orders, longestWrongMs } = records[index]!;
      const done = standing(orders);
      const wanted = done && done.endsAt > line.clock.monotonic() ? done.text : '';
      const texts = new Set(['', ...orders.map(({ text }) => text)]);
      expect({
        ...{ id, seed, glass: glass(), showing: state()['showing'] },
        ...{ operating: state()['operating'], verified: state()['verified'] },
        foreign: stood.filter(({ text }) => !texts.has(text)),
        pending: orders.filter(({ outcome }) => outcome === 'pending'),
        wrongTooLong: longestWrongMs > longestClaimMs ? longestWrongMs : 0,
      }).toEqual({
        ...{ id, seed, glass: wanted, showing: wanted === '' ? {} : { main: wanted } },
        ...{ operating: 'online', verified: 'acknowledged' },
        ...{ foreign: [], pending: [], wrongTooLong: 0 },
      });
    }
    await line.end();
  },
  60_000,
);
