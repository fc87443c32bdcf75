import { expect, test } from 'vitest';
import { fortyTerminals } from './forty-terminals.js';

const seeds = [1, 2, 3, 4, 5];
const resource = (record: { resource: string }) => record.resource.split('/')[2];

test.each(seeds)(
  'rule 9: forty terminals lost with their switch are one alarm with forty impacted resources, and every state says offline (seed %d)',
  async (seed) => {
    const { branch, dead, operating, stop } = await fortyTerminals(seed);
    await branch.after(300);
    expect([await branch.take(), new Set(operating())]).toEqual([[], new Set(['online'])]);

    dead.add('switch');
    // 30 s until the last is asked, and three failures 5 s apart.
    await branch.after(60);
    expect(new Set(operating())).toEqual(new Set(['offline']));
    const told = await branch.takeRecords();
    expect(told.map(({ change, record }) => `${change} ${resource(record)}`)).toEqual(['raise switch']);
    expect(branch.manager.list()).toHaveLength(1);
    expect(branch.manager.list()[0]!['impacted-resource']).toHaveLength(40);

    // One of them does not come back with the others: it was the only one whose loss was its own.
    dead.delete('switch');
    dead.add('kiosk-7');
    await branch.after(300);
    const after = await branch.takeRecords();
    expect(after.map(({ change, record }) => `${change} ${resource(record)}`)).toEqual([
      'clear switch',
      'raise kiosk-7',
    ]);
    expect(operating().filter((each) => each === 'online')).toHaveLength(40);
    await stop();
    await branch.shutDown();
    expect(branch.clock.pending).toBe(0);
  },
  60_000,
);

test('rule 9: one terminal lost behind a switch that is well waits for nothing: 43 s at worst (terminal-health.md 4.2, 9.5-4)', async () => {
  const { branch, dead, stop } = await fortyTerminals(6);
  await branch.after(300);
  dead.add('kiosk-3');
  const diedAt = branch.clock.monotonic();
  let told: string[] = [];
  while (told.length === 0 && branch.clock.monotonic() - diedAt < 60_000) {
    await branch.after(1);
    told = (await branch.takeRecords()).map(({ change, record }) => `${change} ${resource(record)}`);
  }
  expect(told).toEqual(['raise kiosk-3']);
  // 30 s of poll interval at worst, two more questions 5 s apart, 3 s for the last one.
  expect(branch.clock.monotonic() - diedAt).toBeLessThanOrEqual(44_000);
  await stop();
  await branch.shutDown();
}, 60_000);
