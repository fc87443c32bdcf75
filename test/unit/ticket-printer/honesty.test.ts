import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../support/hex.js';
import { settle } from '../../support/virtual-clock.js';
import { codeOf, openBench, ticket } from './support/bench.js';

/** What happens to one ticket, as somebody standing beside the printer could do it. */
interface Story {
  readonly before: string;
  readonly during: string;
  readonly after: string;
  readonly fence: 'prompt' | 'late' | 'never';
  /** ms after the bytes at which the cable is pulled; undefined: it stays. */
  readonly unplugMs: number | undefined;
  readonly polls: number;
}

const clean = ['12 12 12 12', '16 12 12 12', '12 12 12 1E'];
const faulty = ['1A 32 12 72', '1A 16 12 12', '1A 52 1A 12', '1A 52 16 12', '1A 52 32 12', '1A 12 12 12'];
const mostlyClean = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...clean) },
  { weight: 1, arbitrary: fc.constantFrom(...faulty) },
);
const story: fc.Arbitrary<Story> = fc.record({
  before: mostlyClean,
  during: mostlyClean,
  after: mostlyClean,
  fence: fc.constantFrom('prompt', 'late', 'never'),
  unplugMs: fc.option(fc.integer({ min: 0, max: 9_000 }), { nil: undefined, freq: 3 }),
  polls: fc.integer({ min: 0, max: 3 }),
});

/** Lets the story happen and hands back everything anybody could know of it. */
async function tell({ before, during, after, fence, unplugMs, polls }: Story) {
  const bench = await openBench();
  const { printer, clock, session } = bench;
  let pulled = false;
  let answered = false;
  printer.status = before;
  printer.fence = '';
  printer.onJob = () => {
    printer.status = during;
    if (unplugMs === undefined) return;
    clock.setTimeout(() => {
      pulled = true;
      printer.unplug();
    }, unplugMs);
  };
  const answer = () => {
    if (pulled) return;
    answered = true;
    printer.status = after;
    printer.say('00');
  };
  printer.onFence = () => {
    if (fence === 'prompt') clock.setTimeout(answer, 600);
    if (fence === 'late') clock.setTimeout(answer, 8_500);
  };
  const printing = bench.run('print', ticket);
  for (let count = 0; count < polls; count++) {
    await clock.advance(200);
    await session.poll().catch(() => undefined);
  }
  await clock.advance(8_000);
  const outcome = await printing;
  return { bench, outcome, answeredInTime: answered && fence === 'prompt' };
}

describe('whatever happens to a ticket', () => {
  it('it is on paper at most once, is confirmed only when it was, and is never passed over in silence', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (happened) => {
        const { bench, outcome, answeredInTime } = await tell(happened);
        const code = codeOf(outcome);
        const evidence = 'result' in outcome ? outcome.result?.['evidence'] : undefined;

        expect(bench.printer.jobs.length).toBeLessThanOrEqual(1);
        if (faulty.includes(happened.before)) {
          expect(code).toBe('DEVICE_NOT_READY');
          expect(bench.printer.jobs).toEqual([]);
          expect(bench.events).toEqual([]);
        } else {
          expect(['done', 'DEVICE_OUTCOME_UNKNOWN']).toContain(code);
          const names = bench.events.map(({ name }) => name);
          expect(names).toEqual([code === 'done' ? 'ticket-printed' : 'ticket-unknown']);
        }
        if (evidence === 'B') expect([answeredInTime, clean.includes(happened.after)]).toEqual([true, true]);
        if (evidence === 'D') expect([answeredInTime, clean.includes(happened.during)]).toEqual([false, true]);
      }),
    );
  });

  it('sending it again never makes a second paper', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (happened) => {
        const { bench, outcome } = await tell(happened);
        if (codeOf(outcome) === 'DEVICE_NOT_READY') return;
        bench.printer.status = '12 12 12 12';
        const again = bench.run('print', ticket);
        await bench.clock.advance(20_000);
        expect(codeOf(await again)).toBe(codeOf(outcome));
        if ('result' in outcome) expect(await again).toEqual(outcome);
        expect(bench.printer.jobs).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });

  it('the session leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (happened) => {
        const { bench } = await tell({ ...happened, unplugMs: undefined });
        await bench.session.close();
        await bench.clock.advance(10_000);
        expect(bench.clock.pending).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the line between two pieces of paper', () => {
  it('carries nothing but requests, whole jobs and fences, however prints and polls meet', async () => {
    const meeting = fc.array(fc.tuple(fc.constantFrom('print', 'poll'), fc.nat(400)), { minLength: 2, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(meeting, async (visitors) => {
        const bench = await openBench();
        bench.printer.statusMs = 40;
        bench.printer.fenceMs = 300;
        const work: Promise<unknown>[] = [];
        for (const [index, [visitor, pauseMs]] of visitors.entries()) {
          work.push(
            visitor === 'poll' ? bench.session.poll() : bench.run('print', { ...ticket, ticketId: `t-${index}` }),
          );
          await bench.clock.advance(pauseMs);
        }
        await bench.clock.advance(20_000);
        await Promise.all(work);

        const pieces = bench.printer.heard.map(toHex);
        for (const [index, piece] of pieces.entries()) {
          if (piece.startsWith('1C 26')) expect(pieces[index + 1]).toBe('1D 72 01');
          else expect(piece).toMatch(/^(10 04 0[1-4]|1D 72 01|1D 61 0F)$/);
        }
        const prints = visitors.filter(([visitor]) => visitor === 'print').length;
        expect(bench.printer.jobs).toHaveLength(prints);
        expect(bench.events.map(({ data }) => data['evidence'])).toEqual(Array(prints).fill('B'));
      }),
      { numRuns: 40 },
    );
  });

  it('has at most one status request unanswered at any time', async () => {
    const bench = await openBench();
    bench.printer.statusMs = 40;
    let open = 0;
    let most = 0;
    bench.printer.onStatus = () => {
      open += 1;
      most = Math.max(most, open);
      bench.clock.setTimeout(() => {
        open -= 1;
      }, 39);
    };
    const work = [bench.session.poll(), bench.run('print', ticket), bench.session.poll(), bench.session.poll()];
    await bench.clock.advance(5_000);
    await Promise.all(work);
    expect(most).toBe(1);
  });

  it('takes a job whole: the printer hears it in one piece, cut included', async () => {
    const bench = await openBench();
    await bench.run('print', ticket);
    const [job] = bench.printer.jobs;
    expect(toHex(job!.slice(0, 2))).toBe('1C 26');
    expect(job!.slice(-5)).toEqual(hex('0A 1D 56 42 18'));
    await settle();
    expect(bench.printer.jobs).toHaveLength(1);
  });
});
