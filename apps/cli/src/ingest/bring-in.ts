import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Job, type Ragkeep, RagkeepError } from '@ragkeep/sdk';
import type { Board } from './board.ts';
import type { Found } from './files.ts';

/** What became of one file or page. */
export interface Outcome {
  source: string;
  status: 'added' | 'unchanged' | 'failed';
  job_id: string | null;
  error: string | null;
}

/** One page of the web, or one file. */
export type Source = { url: string } | Found;

const nameOf = (source: Source): string => ('url' in source ? source.url : source.externalId);

/** As many jobs as the plan allows are under way: one of them has to end first. */
const TRY_AGAIN_MS = 1_000;
/** With these nothing else will get in either. */
const HOPELESS = [401, 402, 403, 404];

/**
 * Brings one in and waits for its end.
 *
 * @throws RagkeepError for what concerns not this one alone, ConnectionError
 */
export async function bringIn(ragkeep: Ragkeep, project: string, source: Source, board: Board): Promise<Outcome> {
  const name = nameOf(source);
  try {
    const begun = await started(ragkeep, project, source, board);
    const job = await ragkeep.jobEnded(begun.id, {
      onProgress: ({ progress: { done, total, unit }, status }) =>
        board.show(name, total > 0 ? done / total : null, status === 'queued' ? 'waits' : `${done}/${total} ${unit}`),
    });
    const outcome = outcomeOf(name, job);
    board.done(name, lineOf(outcome));
    return outcome;
  } catch (error) {
    const isItsOwn = error instanceof RagkeepError ? !HOPELESS.includes(error.status) : isFileError(error);
    if (!isItsOwn) throw error;
    const outcome: Outcome = { source: name, status: 'failed', job_id: null, error: (error as Error).message };
    board.done(name, lineOf(outcome));
    return outcome;
  }
}

async function started(ragkeep: Ragkeep, project: string, source: Source, board: Board): Promise<Job> {
  const name = nameOf(source);
  for (;;) {
    try {
      board.show(name, null, 'begins');
      if ('url' in source) return (await ragkeep.ingest(project, { url: source.url })).job;
      const file = new File([await openAsBlob(source.path)], basename(source.path));
      const { job } = await ragkeep.ingest(
        project,
        { file: [file], external_id: source.externalId },
        { onUploadProgress: ({ sent, total }) => board.show(name, total ? sent / total : null, 'upload') },
      );
      return job;
    } catch (error) {
      if (!(error instanceof RagkeepError && error.code === 'too_many_jobs')) throw error;
      board.show(name, null, 'waits its turn');
      await delay(TRY_AGAIN_MS);
    }
  }
}

/** It went away or cannot be read, which is no reason to leave the others out. */
const isFileError = (error: unknown): boolean => {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall !== undefined || code === 'ERR_INVALID_ARG_VALUE' || code === 'ENOENT';
};

function outcomeOf(source: string, { id, status, documents, error }: Job): Outcome {
  const [failure] = documents.failures;
  const why = error?.message ?? failure?.message ?? (status === 'cancelled' ? 'it was cancelled' : null);
  if (status !== 'succeeded' || documents.failed > 0) {
    return { source, status: 'failed', job_id: id, error: failure?.message ?? why };
  }
  return { source, status: documents.unchanged > 0 ? 'unchanged' : 'added', job_id: id, error: null };
}

const lineOf = ({ status, source, error }: Outcome): string =>
  error === null ? `${status.padEnd(9)}  ${source}` : `${status.padEnd(9)}  ${source}: ${error}`;
