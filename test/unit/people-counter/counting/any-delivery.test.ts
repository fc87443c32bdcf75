import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PeriodRecord } from '../../../../drivers/people-counter/counting/model.js';
import { periodsTally } from '../../../../drivers/people-counter/counting/periods-tally.js';
import { at, counterWorld, officeHours, VirtualClock } from './world.js';

/** What becomes of one try to deliver what a unit still has. */
type Delivery = 'answered' | 'answer lost' | 'not heard' | 'disk full' | 'killed';

interface Turn {
  readonly in: number;
  readonly out: number;
  /** Of each record that the unit has, the oldest first; the rest is not sent this time. */
  readonly deliveries: readonly Delivery[];
  /** The unit sends the newest first. */
  readonly backwards: boolean;
}

const periodMs = 300_000;
const delivery = fc.constantFrom<Delivery>('answered', 'answered', 'answer lost', 'not heard', 'disk full', 'killed');
const turns = fc.array(
  fc.record({
    in: fc.nat(9),
    out: fc.nat(9),
    deliveries: fc.array(delivery, { maxLength: 12 }),
    backwards: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
);

function recordOf(to: number, { in: entered, out: left }: Turn): PeriodRecord {
  const stamp = new Date(to).toISOString().replace(/\D/g, '').slice(0, 14);
  return { serial: 'SN1', stamp, from: to - periodMs, to, in: entered, out: left };
}

it('each record counts once, however often it is sent, in whatever order, and whatever becomes of answers and gateway', async () => {
  await fc.assert(
    fc.asyncProperty(turns, async (life) => {
      const clock = new VirtualClock(at(23, 7));
      const boot = (records?: Map<string, string>) => {
        const world = counterWorld({ clock, hours: officeHours(), ...(records ? { records } : {}) });
        return { seen: world.seen, tally: periodsTally(world.context) };
      };
      let gateway = boot();
      const kept: PeriodRecord[] = [];
      const delivered = { in: 0, out: 0 };
      const known = new Set<PeriodRecord>();
      const intervals: { in: number; out: number }[] = [];

      const send = async (record: PeriodRecord, how: Delivery) => {
        if (how === 'not heard') return;
        gateway.seen.diskFull = how === 'disk full';
        const saved = await gateway.tally.record(record).then(
          () => true,
          () => false,
        );
        gateway.seen.diskFull = false;
        // Of a record in which nobody passed, nothing has to be written.
        if (saved && !known.has(record)) {
          known.add(record);
          delivered.in += record.in;
          delivered.out += record.out;
        }
        if (how === 'answered') kept.splice(kept.indexOf(record), 1);
        if (how !== 'killed') return;
        intervals.push(...(gateway.seen.measurements as unknown as typeof intervals));
        gateway = boot(new Map(gateway.seen.records));
      };

      for (const turn of life) {
        clock.leap(periodMs);
        kept.push(recordOf(clock.now(), turn));
        const sent = turn.backwards ? [...kept].reverse() : [...kept];
        for (const [index, how] of turn.deliveries.entries()) if (sent[index]) await send(sent[index], how);
      }
      for (const record of [...kept]) await send(record, 'answered');
      const { in: entered, out: left } = gateway.seen.state;
      expect({ in: entered, out: left }).toEqual(delivered);
      intervals.push(...(gateway.seen.measurements as unknown as typeof intervals));
      const told = intervals.filter((each) => !('day' in each));
      const sum = (way: 'in' | 'out') => told.reduce((all, each) => all + each[way], 0);
      expect({ in: sum('in'), out: sum('out') }).toEqual(delivered);
      expect(life.reduce((all, turn) => all + turn.in, 0)).toBe(delivered.in);
    }),
    { numRuns: 80 },
  );
});
