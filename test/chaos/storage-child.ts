import { writeSync } from 'node:fs';
import { z } from 'zod';
import { systemClock } from '../../drivers/clock.js';
import { openStore } from '../../gateway/storage/store.js';

/**
 * Puts numbered keys for ever and prints the number of each acknowledged one; `hot` makes the log worth compacting.
 * Arguments: state directory, first number.
 */
const [directory = '', first = '0'] = process.argv.slice(2);
const store = await openStore({
  directory,
  clock: systemClock,
  compactAboveBytes: 200_000,
  onReport: ({ kind }) => writeSync(1, `${kind}\n`),
});
const numbers = store.table('numbers', z.number());
const hot = store.table('hot', z.string());
let next = Number(first);

async function worker(): Promise<never> {
  for (;;) {
    const n = next;
    next += 1;
    const key = String(n);
    await store.commit([numbers.change(key, n), hot.change(String(n % 8), `${n}${'h'.repeat(500)}`)]);
    writeSync(1, `${n}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, worker));
