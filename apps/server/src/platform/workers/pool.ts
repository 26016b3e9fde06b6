import { type Child, startChild } from './child.ts';
import { WorkerError } from './errors.ts';

export interface PoolOptions {
  /** A module that ends with a call of `serve`. */
  entry: URL;
  /** At most that many processes, each with one request at a time. */
  size: number;
  /** Given to `start` in every child; must be structured-cloneable. */
  input: unknown;
  /** For one request, from the moment a child takes it: neither waiting in the queue nor the child's start counts. */
  timeoutMs: number;
  /** The longest that a request may go without reporting progress. Default: as long as `timeoutMs`. */
  silenceMs?: number;
  /** V8's old space in each child. */
  maxHeapMb?: number;
  /** V8's space for what is new, for children that make little garbage. Default: V8's, 16 MB or more. */
  maxNewSpaceMb?: number;
  /** All resident memory of a busy child, measured every 250 ms. Linux only: elsewhere just `maxHeapMb` holds. */
  maxRssMb?: number;
  /** Scheduling priority, −20 (first) to 19 (last); see os.setPriority. */
  nice?: number;
  /** A child without work for that long ends, which gives its memory back. Without it children stay. */
  idleMs?: number;
  /** A child that is larger than that when its work is done ends at once, in mebibytes; WebAssembly never gives memory back. Linux only. */
  maxIdleMb?: number;
}

export interface Pool<Req, Res, Progress = never> {
  /**
   * Runs one request in a child, first come, first served.
   *
   * Rejects with
   * - a plain Error with the `name`, `message` and `code` of what the handler threw; the child lives on;
   * - `WorkerError`: too slow, too much memory, or the process ended. That child is gone, the next request gets another;
   * - `signal.reason` when aborted: a waiting request leaves the queue, a running one is stopped with its child.
   */
  run(request: Req, options?: RunOptions<Progress>): Promise<Res>;
  /** Starts a child if there is none, and resolves when one is ready. */
  warm(): Promise<void>;
  /** Ends all children at once, whatever they do; pending and later requests reject. Resolves when the processes are gone. */
  close(): Promise<void>;
}

export interface RunOptions<Progress> {
  timeoutMs?: number;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

interface Job {
  perform(child: Child): Promise<unknown>;
  readonly done: PromiseWithResolvers<unknown>;
  readonly signal: AbortSignal | undefined;
  /** Set while the child works on it. */
  runsIn?: Child;
}

/** Processes start when requests need them. A start that fails rejects the request it was made for, and only that. */
export function createPool<Req, Res, Progress = never>(options: PoolOptions): Pool<Req, Res, Progress> {
  const children = new Set<Child>();
  const idle = new Map<Child, NodeJS.Timeout | undefined>();
  const queue: Job[] = [];
  const unfinished = new Set<Job>();
  let closed = false;

  async function enqueue(perform: Job['perform'], signal?: AbortSignal): Promise<unknown> {
    if (closed) throw closedError();
    signal?.throwIfAborted();
    const job: Job = { perform, done: Promise.withResolvers(), signal };
    const onAbort = () => abort(job);
    signal?.addEventListener('abort', onAbort);
    unfinished.add(job);
    queue.push(job);
    dispatch();
    try {
      return await job.done.promise;
    } finally {
      unfinished.delete(job);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  function abort(job: Job): void {
    const place = queue.indexOf(job);
    if (place >= 0) queue.splice(place, 1);
    job.done.reject(job.signal?.reason);
    // A child that is still starting for this job is left alone: the next request can use it.
    job.runsIn?.kill(job.signal?.reason);
  }

  function dispatch(): void {
    while (idle.size > 0 || children.size < options.size) {
      const job = queue.shift();
      if (job === undefined) return;
      try {
        void work(takeIdle() ?? addChild(), job);
      } catch (error) {
        job.done.reject(new WorkerError('crashed', 'No process could be started for the work.', { cause: error }));
      }
    }
  }

  async function work(child: Child, job: Job): Promise<void> {
    try {
      await child.ready;
      if (!job.signal?.aborted) {
        job.runsIn = child;
        job.done.resolve(await job.perform(child));
      }
    } catch (error) {
      job.done.reject(error);
    } finally {
      delete job.runsIn;
    }
    if (child.isAlive()) await restOrEnd(child);
    dispatch();
  }

  /** Before it takes more work: a child that has grown large is replaced by a new one when there is some. */
  async function restOrEnd(child: Child): Promise<void> {
    const { maxIdleMb } = options;
    if (maxIdleMb !== undefined && (await child.residentMb()) > maxIdleMb) child.kill(new Error('too large to keep'));
    else if (child.isAlive()) rest(child);
  }

  function addChild(): Child {
    const child = startChild(options);
    children.add(child);
    child.exited.then(() => {
      // Only now is its memory free for another one.
      children.delete(child);
      leaveIdle(child);
      dispatch();
    });
    return child;
  }

  function rest(child: Child): void {
    const { idleMs } = options;
    const end = () => {
      leaveIdle(child);
      child.kill(new Error('no work'));
    };
    idle.set(child, idleMs === undefined ? undefined : setTimeout(end, idleMs));
  }

  function leaveIdle(child: Child): void {
    clearTimeout(idle.get(child));
    idle.delete(child);
  }

  /** The one that rested last, so that others can reach the end of their idle time. */
  function takeIdle(): Child | undefined {
    const child = [...idle.keys()].at(-1);
    if (child !== undefined) leaveIdle(child);
    return child;
  }

  return {
    // The entry file promises Res and Progress; the channel cannot carry the types over.
    run: (request, { timeoutMs = options.timeoutMs, signal, onProgress } = {}) => {
      const limits = {
        timeoutMs,
        silenceMs: options.silenceMs,
        onProgress: onProgress as ((progress: unknown) => void) | undefined,
      };
      return enqueue((child) => child.run(request, limits), signal) as Promise<Res>;
    },

    async warm() {
      const child = [...children].find((one) => one.isAlive());
      await (child === undefined ? enqueue(async () => {}) : child.ready);
    },

    async close() {
      closed = true;
      queue.length = 0;
      for (const job of unfinished) job.done.reject(closedError());
      for (const child of children) {
        leaveIdle(child);
        child.kill(closedError());
      }
      await Promise.all([...children].map((child) => child.exited));
    },
  };
}

function closedError(): WorkerError {
  return new WorkerError('crashed', 'The worker pool is closed, so the work was not done.');
}
