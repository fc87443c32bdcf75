import { backTest, generatedDays } from '../support/back-test.js';
import { levelBackTest } from '../support/level-back-test.js';
import { nowMs, printTable } from './measure.js';

const seeds = [1, 2, 3, 4, 5];
const times: readonly (readonly [string, number])[] = [
  ['before opening', 32],
  ['at 10:00', 40],
  ['at 12:00', 48],
  ['at 14:30', 58],
];

/** How far off the forecast is on generated days with known truth, against "same as last week". */
export async function forecast(): Promise<void> {
  const began = nowMs();
  for (const [history, warmUp] of [
    ['4 to 8 weeks', 24],
    ['26 to 40 weeks', 156],
  ] as const) {
    const days = seeds.map((seed) => generatedDays('2026-01-05', warmUp === 24 ? 56 : 280, seed));
    const rows = times.map(([name, quarter]) => {
      const tests = days.map((each) => backTest(each, quarter, warmUp));
      const mean = (value: (test: (typeof tests)[number]) => number) =>
        `${((100 * tests.reduce((sum, test) => sum + value(test), 0)) / tests.length).toFixed(1)} %`;
      return [
        ...[name, mean(({ rest }) => rest.forecast), mean(({ rest }) => rest.naive)],
        ...[mean(({ quarter: q }) => q.forecast), mean(({ quarter: q }) => q.naive), mean(({ within }) => within)],
      ];
    });
    printTable(
      `forecast: tickets of the rest of the day, ${history} of history, seeds ${seeds.join(', ')}`,
      ['said', 'rest: error', 'last week', 'quarter hour: error', 'last week', 'within the interval (80 %)'],
      rows,
    );
  }
  await levels();
  console.log(`forecast: all of it in ${((nowMs() - began) / 1_000).toFixed(1)} s`);
}

async function levels(): Promise<void> {
  const { looks, reached, foreseen, falseAlarms, leadMinutes, warnings } = await levelBackTest({ days: 20, seed: 1 });
  printTable(
    'forecast: congestion level 1 or higher within 30 minutes, looked for every minute of 20 days',
    [
      'looks',
      'levels reached',
      'foreseen 2 min or more before',
      'lead, median min',
      'warnings for nothing',
      'warnings in all',
    ],
    [[looks, reached, foreseen, leadMinutes, falseAlarms, warnings].map(String)],
  );
}
