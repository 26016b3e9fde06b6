import { defineConfig } from 'vitest/config';

const shared = { pool: 'forks', testTimeout: 60_000, hookTimeout: 120_000 } as const;
const globalSetup = ['apps/server/test/global-setup.ts'];
const apiTests = ['apps/server/test/**/*.test.ts'];
// Of these the database has no part: once is enough.
const aboutFiles = ['apps/server/test/threats-{files,uploads}.test.ts'];

// The API's tests run against both engines: the embedded database, and the `pg` driver over a real wire protocol.
export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: 'test-report.json' }]],
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['packages/**/*.test.ts', 'apps/server/src/**/*.test.ts'],
          globalSetup,
        },
      },
      { test: { ...shared, name: 'embedded', include: apiTests, globalSetup, env: { TEST_DATABASE: 'embedded' } } },
      {
        test: {
          ...shared,
          name: 'postgres',
          include: apiTests,
          exclude: aboutFiles,
          globalSetup,
          env: { TEST_DATABASE: 'postgres' },
        },
      },
    ],
  },
});
