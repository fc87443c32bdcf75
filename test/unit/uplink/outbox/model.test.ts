import fc from 'fast-check';
import { test } from 'vitest';
import { ModelRun } from './model-run.js';
import { steps } from './model-steps.js';

test('whatever is appended, taken, acknowledged, evicted, killed and reopened, the outbox keeps its promises', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), steps, async (seed, sequence) => new ModelRun(seed).run(sequence)),
    { numRuns: 250 },
  );
}, 60_000);
