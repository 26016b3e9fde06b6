// Brings about the faults that an operator meets, and prints what became of what had been acknowledged.
//
// usage: npm run test:faults -- [name of a test file]... e.g. disk kill
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Beside the project of its own: tests of slow, failing and lying upstreams, and of receivers, which `npm test` runs as well.
const ALSO = [
  'encoder-trouble',
  'webhooks-kill',
  'test/ask.test',
  'openai-compatible',
  'platform/llm',
  'pool.failures',
];

const folder = mkdtempSync(join(tmpdir(), 'faults-'));
const ledger = join(folder, 'ledger.jsonl');
/** As vitest.config.ts has it. */
const report = 'test-report.json';
writeFileSync(ledger, '');
rmSync(report, { force: true });
const named = process.argv.slice(2);
const [projects, files] =
  named.length > 0
    ? [['faults'], named]
    : [
        ['faults', 'embedded', 'unit'],
        ['test/faults/', ...ALSO],
      ];

const { status } = spawnSync('vitest', ['run', ...projects.flatMap((name) => ['--project', name]), ...files], {
  stdio: 'inherit',
  env: { ...process.env, FAULTS: '1', FAULTS_LEDGER: ledger },
  shell: process.platform === 'win32',
});

const entries = readFileSync(ledger, 'utf8').split('\n').filter(Boolean).map(JSON.parse);
const faults = {};
for (const { fault, times } of entries) if (fault) faults[fault] = (faults[fault] ?? 0) + times;
const sum = (name) => entries.reduce((total, entry) => total + (entry[name] ?? 0), 0);
const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true, force: true });

console.log('\nFaults brought about');
console.table(faults);
console.table({
  'tests passed': numPassedTests,
  'tests failed': numFailedTests,
  'tests skipped': numPendingTests,
  'faults brought about': Object.values(faults).reduce((total, times) => total + times, 0),
  'acknowledged writes looked for': sum('acknowledged'),
  lost: sum('lost'),
});
process.exit(status === 0 && sum('lost') === 0 ? 0 : 1);
