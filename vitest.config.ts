import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const project = (name: string, options: Record<string, unknown> = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 60_000, hookTimeout: 60_000, ...options },
});

export default defineConfig({
  test: {
    // Vitest would leave one of two processors free; the tests mostly wait, for processes, disks and time-outs.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      // Nothing keeps state in a module, so files may share a process: starting one and loading everything anew for
      // each of 300 files took two thirds of the time.
      project('unit', { isolate: false }),
      project('integration'),
      project('chaos', { testTimeout: 240_000 }),
      project('peers', { testTimeout: 60_000, fileParallelism: false }),
    ],
  },
});
