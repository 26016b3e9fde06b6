import type { ArchiveEntry } from '../../../platform/convert/archive.ts';
import { ConversionError } from '../../../platform/convert/errors.ts';
import { WorkerError } from '../../../platform/workers/errors.ts';
import { createPool, type PoolOptions } from '../../../platform/workers/pool.ts';
import type {
  FileRef,
  Inspected,
  InspectRequest,
  Measured,
  ReadDocument,
  ReadProgress,
  ReadRequest,
} from './messages.ts';

export type { FileRef, Measured, ReadDocument, ReadProgress, ReadRequest } from './messages.ts';

/** A source that cannot be read, with the reason for the person who sent it. */
export class UnreadableError extends Error {
  override name = 'UnreadableError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Every method throws an UnreadableError when it is the source's fault, or `signal.reason` when aborted. */
export interface Reader {
  read(request: ReadRequest, signal: AbortSignal, onProgress?: (progress: ReadProgress) => void): Promise<ReadDocument>;
  /** Without reading it: what kind of file it is, and how many pages it counts for. Does not wait for files that are being read. */
  measure(file: FileRef, signal?: AbortSignal): Promise<Measured>;
  /** The files in a ZIP archive; null for a file that is none. */
  listArchive(file: FileRef, signal: AbortSignal): Promise<ArchiveEntry[] | null>;
  /** Some of them, in the order of their names. */
  unpack(file: FileRef, names: string[], signal: AbortSignal): Promise<Uint8Array[]>;
  close(): Promise<void>;
}

/** A text PDF of 1,000 pages takes a few seconds, one of pictures half an hour. */
const TIMEOUT_MS = 60 * 60_000;
/** Whatever takes longer for one page, or for a file without pages, is given up. */
const SILENCE_MS = 120_000;
/** Somebody waits for the answer to an upload. */
const INSPECTION_MS = 20_000;

/** Reads sources in processes of their own, below the server in priority, that go away when there is nothing to read. */
export function createReader(options: { processes: number }): Reader {
  const common: Omit<PoolOptions, 'size' | 'timeoutMs'> = {
    entry: new URL('./child.ts', import.meta.url),
    input: null,
    maxHeapMb: 1024,
    maxRssMb: 2048,
    idleMs: 10_000,
    maxIdleMb: 160,
  };
  const readers = createPool<ReadRequest, ReadDocument, ReadProgress>({
    ...common,
    size: options.processes,
    timeoutMs: TIMEOUT_MS,
    silenceMs: SILENCE_MS,
    nice: 19,
  });
  // Apart from the readers, since somebody waits.
  const inspectors = createPool<InspectRequest, Inspected>({ ...common, size: 1, timeoutMs: INSPECTION_MS, nice: 5 });

  async function inspect<T extends Inspected>(request: InspectRequest, signal: AbortSignal | undefined): Promise<T> {
    try {
      return (await inspectors.run(request, signal ? { signal } : {})) as T;
    } catch (error) {
      throw toUnreadable(error, INSPECTION_MS);
    }
  }

  return {
    async read(request, signal, onProgress) {
      try {
        return await readers.run(request, { signal, ...(onProgress ? { onProgress } : {}) });
      } catch (error) {
        throw toUnreadable(error, SILENCE_MS);
      }
    },
    measure: (file, signal) => inspect({ kind: 'measure', file }, signal),
    listArchive: (file, signal) => inspect({ kind: 'list-archive', file }, signal),
    unpack: (file, names, signal) => inspect({ kind: 'unpack', file, names }, signal),
    async close() {
      await Promise.all([readers.close(), inspectors.close()]);
    },
  };
}

function toUnreadable(error: unknown, givenUpAfterMs: number): unknown {
  if (error instanceof WorkerError) {
    const [code, message] = workerReason(error.kind, givenUpAfterMs);
    return new UnreadableError(code, message, { cause: error });
  }
  // Errors cross from the child with their name and code but not their class.
  if (error instanceof Error && error.name === ConversionError.name && 'code' in error) {
    return new UnreadableError(String(error.code), error.message);
  }
  return error;
}

function workerReason(kind: WorkerError['kind'], givenUpAfterMs: number): [code: string, message: string] {
  switch (kind) {
    case 'timeout': {
      const seconds = givenUpAfterMs / 1000;
      return [
        'too_slow',
        `Nothing came of reading it for ${seconds} seconds, so it was given up. Divide it into smaller files.`,
      ];
    }
    case 'memory':
      return ['too_large', 'Reading it took more memory than a document may. Divide it into smaller files.'];
    case 'crashed':
      return ['crashed', 'Reading it made the reader crash. The file is probably damaged; save it anew and try again.'];
  }
}
