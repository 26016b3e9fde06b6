import { defineConfig } from 'vitest/config';

const shared = { pool: 'forks', testTimeout: 60_000, hookTimeout: 120_000 } as const;
const globalSetup = ['apps/server/test/global-setup.ts'];
const apiTests = ['apps/server/test/*.test.ts'];
// In a real browser, where there is one: what they see does not depend on the database.
const browserTests = ['apps/server/test/browser/*.test.ts'];
// Of these the database has no part: once is enough.
const withoutDatabase = [
  'apps/server/test/{cli-client,cors,dashboard,deploy,docs,docs-site,examples,fuzz,identity-settings,logs,n8n-node,rules,sdk}.test.ts',
  'apps/server/test/threats-{files,uploads}.test.ts',
];

// The API's tests run against both engines: the embedded database, and the `pg` driver over a real wire protocol. Each file starts
// its own app; that they share the loaded modules saves the 3 s which loading them takes, 150 times.
const apiProject = { ...shared, isolate: false };
export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: 'test-report.json' }]],
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['packages/**/*.test.ts', 'apps/*/src/**/*.test.{ts,tsx}'],
          globalSetup,
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          testTimeout: 180_000,
          include: browserTests,
          globalSetup: [...globalSetup, 'apps/server/test/browser/build.ts'],
          env: { TEST_DATABASE: 'embedded' },
        },
      },
      { test: { ...apiProject, name: 'embedded', include: apiTests, globalSetup, env: { TEST_DATABASE: 'embedded' } } },
      {
        test: {
          ...apiProject,
          name: 'postgres',
          include: apiTests,
          exclude: withoutDatabase,
          globalSetup,
          env: { TEST_DATABASE: 'postgres' },
        },
      },
      // By `npm run test:faults`, which sets the variable: disks that fill up, databases that go away, servers that are killed.
      ...(process.env.FAULTS
        ? [
            {
              test: {
                ...shared,
                name: 'faults',
                include: ['apps/server/test/faults/*.test.ts'],
                globalSetup,
                env: { TEST_DATABASE: 'embedded' },
                testTimeout: 300_000,
                fileParallelism: false,
              },
            },
          ]
        : []),
    ],
  },
});
