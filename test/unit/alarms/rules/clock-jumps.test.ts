import { expect, test } from 'vitest';
import { Branch, off, on } from '../support.js';

const hour = 3_600_000;
const cutter = 'printer-cutter-fault';
const paper = 'printer-paper-out';

/** A day at a printer; somebody sets the clock before each of its steps, or nobody does. */
async function story(jumps: readonly number[]): Promise<{ branch: Branch; told: unknown[] }> {
  const branch = await Branch.open();
  const left = [...jumps];
  const step = async (seconds: number) => {
    branch.clock.jump(left.shift() ?? 0);
    await branch.after(seconds);
  };
  branch.report('printer-1', on(paper));
  await step(4.9);
  await step(0.1);
  branch.report('printer-1', off(paper));
  await step(4.9);
  await step(0.1);
  for (let turn = 0; turn < 6; turn++) {
    branch.report('printer-1', on(cutter));
    await step(30);
    branch.report('printer-1', off(cutter));
    await step(30);
  }
  branch.manager.suppress('printer-1', 'maintenance', 'visit');
  branch.report('printer-1', on('printer-offline'));
  await step(600);
  branch.manager.suppress('printer-1', 'maintenance', undefined);
  await step(1_171);
  await step(2);
  const told = (await branch.takeRecords()).map(({ change, record }) => [
    change,
    record['alarm-type-id'],
    record['x-seq'],
    record['x-flapping'],
  ]);
  return { branch, told };
}

test.each([
  ['an hour on', Array(30).fill(hour)],
  ['an hour back', Array(30).fill(-hour)],
  ['to and fro', Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? hour : -hour))],
  ['a day back in the middle', [0, 0, 0, 0, 0, 0, 0, -24 * hour]],
])(
  'a wall clock that is set, %s, changes no order, loses no alarm, and moves no delay, flapping or window',
  async (_what, jumps) => {
    const calm = await story([]);
    const jumpy = await story(jumps);
    expect(jumpy.told).toEqual(calm.told);
    expect(calm.told).toHaveLength(11);
    await jumpy.branch.shutDown();
    expect(jumpy.branch.clock.pending).toBe(0);
    const sequence = jumpy.told.map((line) => (line as number[])[2]!);
    expect(sequence).toEqual([...sequence].sort((a, b) => a - b));
  },
);
