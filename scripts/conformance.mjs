// Runs the tests that name a documented behaviour, and prints each behaviour of docs/reference/behaviours.md with its tests.
// Fails when one of them fails, or when a behaviour has no test.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

const report = 'test-report.json';
const NAMES_ID = '(RT|RV|RC|RF|RX)-\\d';

rmSync(report, { force: true });
const { status } = spawnSync(
  'vitest',
  [
    'run',
    '--project',
    'embedded',
    '--project',
    'postgres',
    '--project',
    'browser',
    '-t',
    NAMES_ID,
    '--reporter',
    'json',
    '--outputFile',
    report,
  ],
  { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
);

const tests = JSON.parse(readFileSync(report, 'utf8'))
  .testResults.flatMap((file) => file.assertionResults)
  .filter((test) => test.status === 'passed' || test.status === 'failed');
const testsOf = (id) => tests.filter((test) => new RegExp(`\\b${id}\\b`).test(test.fullName));

const wrong = [];
for (const section of readFileSync('docs/reference/behaviours.md', 'utf8').split(/^## /m).slice(1)) {
  const [title] = section.split('\n', 1);
  console.log(`\n${title}`);
  for (const [, id, behaviour] of section.matchAll(/^\| (R[TVCFX]-\d+) \| (.*) \|$/gm)) {
    const named = testsOf(id);
    const failed = named.filter((test) => test.status === 'failed');
    const good = named.length > 0 && failed.length === 0;
    if (!good) wrong.push(id);
    const mark = good ? 'ok  ' : 'FAIL';
    console.log(`${mark} ${id.padEnd(6)} ${String(named.length).padStart(3)} tests  ${behaviour}`);
    const shown = failed.length > 0 ? failed : named.slice(0, 1);
    for (const test of shown) console.log(`                       ${test.fullName.trim()}`);
  }
}
const named = tests.length;
console.log(
  `\n${named} tests name a behaviour. ${wrong.length === 0 ? 'All green.' : `Not as it should be: ${wrong.join(', ')}`}`,
);
process.exit(status !== 0 || wrong.length > 0 ? 1 : 0);
