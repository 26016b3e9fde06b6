import { appendFileSync } from 'node:fs';
import type { RunnerTask, RunnerTestCase, RunnerTestSuite } from 'vitest';
import { TestRunner } from 'vitest';
import { closeKept } from './app.ts';
import { reasonToSkip } from './needs-one-process.ts';

/** Skips what can only be tested within one process, once it turns out, and writes the reasons to SKIPPED_FILE. */
export default class ProcessesRunner extends TestRunner {
  onCollected(): void {
    this.onCleanupWorkerContext(closeKept);
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    skipIfImpossible(test);
  }

  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    await super.onAfterRunSuite(suite);
    skipIfImpossible(suite);
  }
}

function skipIfImpossible(task: RunnerTask): void {
  const reason = reasonToSkip(task.result?.errors);
  if (reason === undefined) return;
  task.mode = 'skip';
  task.result = { state: 'skip' };
  for (const test of testsOf(task)) {
    appendFileSync(process.env.SKIPPED_FILE ?? '', `${JSON.stringify({ file: task.file.name, test, reason })}\n`);
  }
}

const testsOf = (task: RunnerTask): string[] => (task.type === 'suite' ? task.tasks.flatMap(testsOf) : [task.fullName]);
