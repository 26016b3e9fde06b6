// Everything `npm test` checks, in the order in which a mistake is found soonest; closes with the runner's own count.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

const report = 'test-report.json';
const steps = [
  ['Format and lint', 'biome', ['check', '--error-on-warnings']],
  ['Types', 'tsc', ['--noEmit', '-p', '.']],
  ['Types of the dashboard', 'tsc', ['--noEmit', '-p', 'apps/dashboard']],
  ['Types of the widget', 'tsc', ['--noEmit', '-p', 'apps/embed']],
  ['Import rules', 'depcruise', ['apps', 'packages', '--output-type', 'err']],
  ['Unused code and dependencies', 'knip', []],
  ['Tests', 'vitest', ['run', ...process.argv.slice(2)]],
];

rmSync(report, { force: true });
const failed = [];
for (const [title, command, args] of steps) {
  console.log(`\n— ${title}: ${command} ${args.join(' ')}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) failed.push(title);
}

const counts = { passed: 0, failed: 0, skipped: 0 };
try {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
  Object.assign(counts, { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests });
} catch (error) {
  console.error(`\nThe runner left no report: ${error.message}`);
  failed.push('report');
}
if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`);
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(failed.length > 0 || counts.passed === 0 ? 1 : 0);
