import { defineConfig } from 'vitest/config';

const project = (name: string, options: Record<string, unknown> = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 20_000, hookTimeout: 20_000, ...options },
});

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('integration'),
      project('chaos', { testTimeout: 60_000 }),
      project('peers', { testTimeout: 60_000, fileParallelism: false }),
    ],
  },
});
