// Runs the API's tests against a deployment of several processes (two that answer requests, two that work, one database), and those
// of what only several processes can get wrong. The database is a wire server of its own, or databases on a PostgreSQL:
//   TEST_DATABASE_URL=postgres://… npm run test:processes
// Parts of the names of files may follow: npm run test:processes -- plans revocation
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';

/** Files that several processes have no part in, by the reason. */
const LEFT_OUT = {
  'they start their own processes': ['cli', 'cli-doctor', 'cli-socket', 'cli-usage', 'kill', 'webhooks-kill'],
  'the database has no part in them': [
    ...[
      'cli-client',
      'cors',
      'dashboard',
      'docs',
      'docs-site',
      'examples',
      'identity-settings',
      'n8n-node',
      'rules',
      'sdk',
    ],
    ...['threats-files', 'threats-uploads'],
  ],
  'they measure answers': ['memory-evaluation'],
  'they are about the secret that one process keeps in its folder': ['secrets-rotation'],
};

const started = performance.now();
const folder = mkdtempSync(join(tmpdir(), 'ragkeep-processes-'));
const skippedFile = join(folder, 'skipped');
writeFileSync(skippedFile, '');

const vitest = await startVitest('test', process.argv.slice(2), {
  config: false,
  watch: false,
  include: ['apps/server/test/*.test.ts', 'apps/server/test/processes/*.test.ts'],
  exclude: Object.values(LEFT_OUT)
    .flat()
    .map((name) => `apps/server/test/${name}.test.ts`),
  globalSetup: ['apps/server/test/global-setup.ts'],
  runner: 'apps/server/test/processes/runner.ts',
  env: { TEST_DATABASE: 'processes', SKIPPED_FILE: skippedFile },
  pool: 'forks',
  // One file after another in one process, so that they share deployments.
  maxWorkers: 1,
  isolate: false,
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // Work begins when a worker looks for it, which it does every second.
  expect: { poll: { timeout: 30_000 } },
});

const modules = vitest.state.getTestModules();
const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
const count = (state) => states.filter((one) => one === state).length;
const broken = modules.filter((module) => !module.ok()).map((module) => module.moduleId);
await vitest.close();

const impossible = readFileSync(skippedFile, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
rmSync(folder, { recursive: true });

console.log('\nLeft out');
for (const [reason, names] of Object.entries(LEFT_OUT)) console.log(`  ${reason}: ${names.join(', ')}`);
console.log('Skipped, since they need the server in their own process');
for (const [reason, tests] of Object.entries(Object.groupBy(impossible, ({ reason }) => reason))) {
  const files = Map.groupBy(tests, ({ file }) => file.replace('apps/server/test/', ''));
  console.log(`  ${reason}: ${[...files].map(([file, { length }]) => `${file} ${length}`).join(', ')}`);
}
const where = process.env.TEST_DATABASE_URL ? 'a PostgreSQL server' : 'a PostgreSQL wire server';
console.log(`
2 processes that answer requests (WORKERS=none) and 2 that work (WORKERS=only), on ${where}
${modules.length} suites in ${Math.round((performance.now() - started) / 1000)} s${broken.length > 0 ? `, not well: ${broken.join(', ')}` : ''}
${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
process.exit(broken.length > 0 || count('failed') > 0 || count('passed') === 0 ? 1 : 0);
