import { ConversionError } from '../../../platform/convert/errors.ts';
import { WorkerError } from '../../../platform/workers/errors.ts';
import { createPool } from '../../../platform/workers/pool.ts';
import type { ReadDocument, ReadRequest } from './messages.ts';

export type { ReadDocument, ReadRequest } from './messages.ts';

/** A source that cannot be read, with the reason for the person who sent it. */
export class UnreadableError extends Error {
  override name = 'UnreadableError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface Reader {
  /** Throws an UnreadableError when it is the source's fault, or `signal.reason` when aborted. */
  read(request: ReadRequest, signal: AbortSignal): Promise<ReadDocument>;
  close(): Promise<void>;
}

/** One document may take this long; a text PDF of 1,000 pages takes a few seconds. */
const TIMEOUT_MS = 120_000;

/** Reads sources in processes of their own, below the server in priority, that go away when there is nothing to read. */
export function createReader(options: { processes: number }): Reader {
  const pool = createPool<ReadRequest, ReadDocument>({
    entry: new URL('./child.ts', import.meta.url),
    size: options.processes,
    input: null,
    timeoutMs: TIMEOUT_MS,
    maxHeapMb: 1024,
    maxRssMb: 2048,
    nice: 19,
    idleMs: 30_000,
  });
  return {
    async read(request, signal) {
      try {
        return await pool.run(request, { signal });
      } catch (error) {
        throw toUnreadable(error);
      }
    },
    close: () => pool.close(),
  };
}

const WORKER_REASONS = {
  timeout: [
    'too_slow',
    `Reading it took more than ${TIMEOUT_MS / 1000} seconds, so it was given up. Divide it into smaller files.`,
  ],
  memory: ['too_large', 'Reading it took more memory than a document may. Divide it into smaller files.'],
  crashed: ['crashed', 'Reading it made the reader crash. The file is probably damaged; save it anew and try again.'],
} as const;

function toUnreadable(error: unknown): unknown {
  if (error instanceof WorkerError) {
    const [code, message] = WORKER_REASONS[error.kind];
    return new UnreadableError(code, message, { cause: error });
  }
  // Errors cross from the child with their name and code but not their class.
  if (error instanceof Error && error.name === ConversionError.name && 'code' in error) {
    return new UnreadableError(String(error.code), error.message);
  }
  return error;
}
