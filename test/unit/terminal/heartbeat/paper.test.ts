import { expect, test } from 'vitest';
import { PaperUsed, paperCounter } from '../../../../drivers/terminal/heartbeat/paper.js';

type Status = 'ok' | 'warn' | 'fail' | 'unknown';

function printer() {
  const records = new Map<string, unknown>();
  const writes: unknown[] = [];
  const memory = {
    load: () => undefined,
    save: async () => undefined,
    records: {
      load: () => records,
      put: async (key: string, value: unknown) => {
        writes.push(value);
        records.set(key, value);
      },
    },
  };
  const silent = () => undefined;
  const start = () => new PaperUsed({ memory, logger: { debug: silent, info: silent, warn: silent } });
  return { writes, start };
}
const beat = (mm: number | undefined, status: Status = 'ok', code?: string) => ({
  modules: { printer: { status, ...(code === undefined ? {} : { code }) } },
  counters: mm === undefined ? {} : { [paperCounter]: mm },
});

test('metres count from the change of the roll, over restarts of the gateway', () => {
  const { start, writes } = printer();
  const used = start();
  expect(used.seen(beat(1_000_000))).toBeUndefined();
  expect(used.seen(beat(1_180_000, 'warn', 'paper-low'))).toBeUndefined();
  expect(used.seen(beat(1_200_000, 'fail', 'paper-out'))).toBeUndefined();
  expect(used.seen(beat(1_200_000))).toBe(0);
  expect(used.seen(beat(1_212_340))).toBe(12.3);
  expect(start().seen(beat(1_250_000))).toBe(50);
  // A beat a minute is no write a minute.
  expect(writes).toHaveLength(2);
});

test('a roll that is changed while the gateway is away is seen all the same', () => {
  const { start } = printer();
  start().seen(beat(500_000, 'warn', 'paper-low'));
  const again = start();
  expect(again.seen(beat(600_000))).toBe(0);
  expect(again.seen(beat(601_000))).toBe(1);
});

test.each([
  ['a jam is no end of the roll', 'fail', 'paper-jam'],
  ['nor is a printer of which nothing is known', 'unknown', undefined],
] as const)('%s', (_what, status, code) => {
  const used = printer().start();
  used.seen(beat(100_000, 'warn', 'paper-low'));
  used.seen(beat(100_000));
  used.seen(beat(104_000, status, code));
  expect(used.seen(beat(105_000))).toBe(5);
});

test('silence about the printer does not change its roll', () => {
  const used = printer().start();
  used.seen(beat(100_000, 'warn', 'paper-low'));
  expect(used.seen(beat(101_000, 'unknown'))).toBeUndefined();
  expect(used.seen({ modules: {}, counters: { [paperCounter]: 102_000 } })).toBeUndefined();
  expect(used.seen(beat(103_000))).toBe(0);
});

test('a counter that began anew, or is not sent, tells nothing until the next change', () => {
  const used = printer().start();
  used.seen(beat(100_000, 'warn', 'paper-low'));
  expect(used.seen(beat(100_000))).toBe(0);
  expect(used.seen(beat(undefined))).toBeUndefined();
  expect(used.seen(beat(2_000))).toBeUndefined();
  expect(used.seen(beat(200_000))).toBeUndefined();
  used.seen(beat(200_000, 'fail', 'paper-out'));
  expect(used.seen(beat(200_000))).toBe(0);
});
