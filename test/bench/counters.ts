import { counterPlans } from '../support/counters/plans.js';
import { liveThrough } from '../support/counters/story.js';
import { nowMs, printTable } from './measure.js';

const days = 30;
const seed = 1;

/** Thirty days of each counter in virtual time, through its driver, with everything that goes wrong. */
export async function countersBench(): Promise<void> {
  const rows: string[][] = [];
  let all = 0;
  for (const plan of counterPlans) {
    const startedAt = nowMs();
    const { findings, tally, done, counted, total } = await liveThrough({ seed, days, plan });
    const seconds = (nowMs() - startedAt) / 1_000;
    all += seconds;
    const troubles = Object.values(done).reduce((sum, times) => sum + times, 0);
    rows.push([
      plan.name,
      seconds.toFixed(1),
      ...[counted.in + counted.out, total.in + total.out, troubles, tally.checks, findings.length].map(String),
    ]);
  }
  printTable(
    `${days} days of each counter in virtual time (seed ${seed}): ${all.toFixed(1)} s for all`,
    ['counter', 'seconds', 'counted by it', 'in the totals', 'troubles', 'times compared', 'found wrong'],
    rows,
  );
}
