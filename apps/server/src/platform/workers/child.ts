import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { setPriority } from 'node:os';
import { WorkerError } from './errors.ts';
import { residentMb, watchMemory } from './memory.ts';
import { type FromChild, type ToChild, unpackError } from './messages.ts';

/** Loading code and models; generous, since a niced child on a busy machine waits long for its turn. */
const START_TIMEOUT_MS = 60_000;

/** Enough of stderr for V8's out-of-memory report, which ends with a native stack trace. */
const STDERR_TAIL_CHARS = 8_192;

export interface ChildOptions {
  entry: URL;
  input: unknown;
  maxHeapMb?: number;
  maxNewSpaceMb?: number;
  maxRssMb?: number;
  nice?: number;
}

export interface RunLimits {
  timeoutMs: number;
  /** Ends a request that says nothing for that long; without it only `timeoutMs` counts. */
  silenceMs?: number | undefined;
  onProgress?: ((progress: unknown) => void) | undefined;
}

/** One process, for one request at a time. */
export interface Child {
  /** Resolves when the child's `start` is done; rejects, and the child ends, when that fails. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>;
  /** False from the moment it is killed or ends by itself. */
  isAlive(): boolean;
  run(request: unknown, limits: RunLimits): Promise<unknown>;
  /** Its resident memory in mebibytes; 0 where that cannot be told, as outside Linux. */
  residentMb(): Promise<number>;
  /** Ends it at once; a request in progress rejects with `reason`. */
  kill(reason: Error): void;
}

/** @throws whatever the system says when it cannot make another process. */
export function startChild(options: ChildOptions): Child {
  const forked = forkEntry(options);
  const exited = Promise.withResolvers<void>();
  let alive = true;
  let answer: PromiseWithResolvers<unknown> | undefined;
  let onProgress: ((progress: unknown) => void) | undefined;
  let stderr = '';

  forked.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_TAIL_CHARS);
  });
  forked.on('message', (message: FromChild) => {
    if ('progress' in message) onProgress?.(message.progress);
    else if (message.ok) answer?.resolve(message.value);
    else answer?.reject(unpackError(message.error));
  });
  // `close` comes after the last of stderr was read, `exit` may not.
  forked.on('close', (code, signal) => ended(causeOfDeath(code, signal, stderr, options)));
  forked.on('error', (error) => {
    if (forked.pid === undefined) ended(new WorkerError('crashed', `No process could be started: ${error.message}`));
  });

  function ended(reason: Error): void {
    alive = false;
    answer?.reject(reason);
    exited.resolve();
  }

  function kill(reason: Error): void {
    alive = false;
    answer?.reject(reason);
    forked.kill('SIGKILL');
  }

  async function ask(message: ToChild, limits: RunLimits): Promise<unknown> {
    const { timeoutMs, silenceMs } = limits;
    answer = Promise.withResolvers();
    const timer = setTimeout(() => kill(tooSlow(timeoutMs)), timeoutMs);
    const silence = silenceMs === undefined ? undefined : setTimeout(() => kill(tooSlow(silenceMs)), silenceMs);
    onProgress = (progress) => {
      silence?.refresh();
      limits.onProgress?.(progress);
    };
    const stopWatching = watch(forked, options.maxRssMb, kill);
    try {
      // Throws when the message cannot be cloned. A channel that is closed needs no report: `close` follows.
      forked.send(message, () => {});
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      clearTimeout(silence);
      stopWatching();
      answer = undefined;
      onProgress = undefined;
    }
  }

  const ready = ask({ type: 'start', input: options.input }, { timeoutMs: START_TIMEOUT_MS }).then(
    () => {},
    (error: Error) => {
      kill(error);
      throw startFailure(error);
    },
  );
  return {
    ready,
    exited: exited.promise,
    isAlive: () => alive,
    run: (request, limits) => ask({ type: 'run', request }, limits),
    residentMb: async () => (forked.pid === undefined ? 0 : residentMb(forked.pid)),
    kill,
  };
}

function forkEntry({ entry, maxHeapMb, maxNewSpaceMb, nice }: ChildOptions): ChildProcess {
  const child = fork(entry, {
    execPath: process.execPath,
    execArgv: [
      ...(maxHeapMb === undefined ? [] : [`--max-old-space-size=${maxHeapMb}`]),
      ...(maxNewSpaceMb === undefined ? [] : [`--max-semi-space-size=${maxNewSpaceMb}`]),
    ],
    env: childEnvironment(),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  if (nice !== undefined && child.pid !== undefined) {
    try {
      setPriority(child.pid, nice);
    } catch {
      // Already gone, or not allowed here: the work is right at any priority.
    }
  }
  return child;
}

/**
 * Hostile input may take the child over, so nothing of our environment goes there; the work needs none of it. What is set saves
 * memory: 18 MB where our source comes out of the compile cache, since then nothing has to strip its types, and 35 MB by glibc's
 * allocator (mallopt(3)), which gives back what is freed and keeps no arena for each thread.
 */
function childEnvironment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  const allocator = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };
  return { ...allocator, ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }) };
}

function watch({ pid }: ChildProcess, maxRssMb: number | undefined, kill: (reason: Error) => void): () => void {
  if (pid === undefined || maxRssMb === undefined) return () => {};
  return watchMemory(pid, maxRssMb, () =>
    kill(
      new WorkerError('memory', `The work needed more than the ${maxRssMb} MB of memory it may use and was stopped.`),
    ),
  );
}

function tooSlow(timeoutMs: number): WorkerError {
  return new WorkerError('timeout', `The work took longer than ${timeoutMs / 1000} s and was stopped.`);
}

function startFailure(error: Error): WorkerError {
  const kind = error instanceof WorkerError ? error.kind : 'crashed';
  return new WorkerError(kind, `The worker process could not start. ${error.message}`, { cause: error });
}

function causeOfDeath(code: number | null, signal: string | null, stderr: string, options: ChildOptions): WorkerError {
  const cause = { cause: stderr };
  // V8's words before it aborts; the signal differs between platforms.
  if (stderr.includes('heap out of memory')) {
    const limit = options.maxHeapMb === undefined ? 'its default limit' : `its limit of ${options.maxHeapMb} MB`;
    return new WorkerError('memory', `The work needed more memory than ${limit} and was stopped.`, cause);
  }
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const why = /^\w*Error\b.*$/m.exec(stderr)?.[0];
  const message = `The worker process ended unexpectedly (${how})${why === undefined ? '.' : `: ${why}`}`;
  return new WorkerError('crashed', message, cause);
}
