import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmKey } from '../../../gateway/alarms/key.js';
import type { AlarmRecord } from '../../../gateway/alarms/record.js';
import { RetainedLane } from '../../../gateway/alarms/retained-lane.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const key = (n: number): AlarmKey => ({ deviceId: 'board-1', type: 'led-write-rejected', qualifier: `${n}` });
/** The lane looks at nothing in a record. */
const version = (n: number) => ({ 'x-seq': n }) as AlarmRecord;

interface Published {
  readonly at: number;
  readonly name: string;
  readonly version: number | undefined;
}

function openLane(limits: { windowMs?: number; perSecond?: number } = {}) {
  const clock = new VirtualClock();
  const published: Published[] = [];
  const lane = new RetainedLane({
    clock,
    ...limits,
    publish: ({ qualifier }, record) =>
      published.push({ at: clock.monotonic(), name: qualifier, version: record?.['x-seq'] }),
  });
  return { clock, lane, published };
}

describe('retained records by turns', () => {
  test('the first version goes at once, the newest when the window has passed', async () => {
    const { clock, lane, published } = openLane();
    for (let n = 1; n <= 5; n++) lane.byTurn(key(1), version(n));
    await clock.advance(20_000);
    expect(published).toEqual([
      { at: 0, name: '1', version: 1 },
      { at: 5_000, name: '1', version: 5 },
    ]);
    expect(clock.pending).toBe(0);
  });

  test('100 per second and no more, in the order of their turn', async () => {
    const { clock, lane, published } = openLane();
    for (let n = 0; n < 500; n++) lane.byTurn(key(n), version(n));
    for (let second = 0; second < 5; second++) {
      expect(published.length).toBeLessThanOrEqual(100 * second + 10);
      await clock.advance(1_000);
    }
    expect(published.map(({ name }) => Number(name))).toEqual(Array.from({ length: 500 }, (_, n) => n));
  });

  test('a topic that is to be emptied waits its turn like a version', async () => {
    const { clock, lane, published } = openLane();
    lane.byTurn(key(1), version(1));
    lane.byTurn(key(1), version(2));
    lane.byTurn(key(1), undefined);
    await clock.advance(5_000);
    expect(published.map((said) => said.version)).toEqual([1, undefined]);
  });

  test('what goes at once replaces what waits', async () => {
    const { clock, lane, published } = openLane();
    lane.byTurn(key(1), version(1));
    lane.byTurn(key(1), version(2));
    lane.now(key(1), version(3));
    await lane.drained();
    await clock.advance(10_000);
    expect(published.map((said) => said.version)).toEqual([1, 3]);
  });

  test('flushing says all that waits, once, and ends the timers', async () => {
    const { clock, lane, published } = openLane();
    for (let n = 0; n < 30; n++) lane.byTurn(key(n), version(n));
    lane.flush();
    await lane.drained();
    expect([published.length, clock.pending]).toEqual([30, 0]);
    await clock.advance(10_000);
    expect(published).toHaveLength(30);
  });

  test('whatever comes when: bounded, in order, and the last word on each topic is the newest', async () => {
    const step = fc.oneof(
      { weight: 9, arbitrary: fc.record({ key: fc.nat(20), now: fc.boolean() }) },
      { weight: 2, arbitrary: fc.record({ wait: fc.nat(900) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 200 }), async (sequence) => {
        const { clock, lane, published } = openLane({ windowMs: 200, perSecond: 20 });
        const newest = new Map<string, number>();
        let seq = 0;
        for (const what of sequence) {
          if ('wait' in what) {
            await clock.advance(what.wait);
            continue;
          }
          seq += 1;
          newest.set(String(what.key), seq);
          if (what.now && seq % 5 === 0) lane.now(key(what.key), version(seq));
          else lane.byTurn(key(what.key), version(seq));
        }
        const before = clock.monotonic();
        await clock.finish(lane.drained(), 100);
        expect(clock.monotonic() - before).toBeLessThanOrEqual(200 + 21 * 50 + 200);
        const last = new Map<string, number>();
        for (const { name, version: said } of published) {
          expect(said!).toBeGreaterThan(last.get(name) ?? 0);
          last.set(name, said!);
        }
        expect(last).toEqual(newest);
        const byTurn = published.filter(({ version: said }) => said! % 5 !== 0);
        for (const { at } of byTurn) {
          const inSecond = byTurn.filter((other) => other.at >= at && other.at < at + 1_000);
          expect(inSecond.length).toBeLessThanOrEqual(20 + 2);
        }
      }),
      { numRuns: 60 },
    );
  });
});
