import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cases/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes at once on an idle machine; a busy one may take its time.
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    // PostgreSQL, a browser and timed process trees share the cores: more workers only make them wait for each other.
    maxWorkers: 2,
  },
});
