import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/index.ts';
import { uuidv7 } from '../ids.ts';
import type { Log } from '../log.ts';
import { claim, complete, enqueue, extend, freeAllLeases, type NewWork, release, type WorkItem } from './store.ts';

export type { NewWork, WorkItem } from './store.ts';

/** What a handler gets beside its item. */
export interface WorkContext {
  /** Aborted when the server stops: leave off, the item is taken again later. */
  signal: AbortSignal;
  /** Ends the item within the given transaction; throws when the lease was lost, which rolls the transaction back. */
  complete(tx: Db): Promise<void>;
}

/**
 * Does one item. It must call `complete` in the transaction that holds the outcome; returning without it, or throwing,
 * puts the item back for another try.
 */
export type WorkHandler = (item: WorkItem, context: WorkContext) => Promise<void>;

interface Lane {
  handler: WorkHandler;
  /** How many items of this kind one process does at a time. */
  concurrency: number;
}

const LEASE_MS = 60_000;
const POLL_MS = 1_000;
const MAX_BACKOFF_MS = 5 * 60_000;

export interface Queue {
  /** Names what does a kind of work. Before `start`. */
  handle(kind: string, handler: WorkHandler, concurrency: number): void;
  /** Within the caller's transaction; call `wake` after it is committed. */
  enqueue(tx: Db, items: NewWork[]): Promise<void>;
  /** There may be something new: look now instead of at the next poll. */
  wake(): void;
  start(options: { exclusive: boolean }): Promise<void>;
  /** Aborts what is at work, puts it back and waits for that. */
  stop(): Promise<void>;
  isRunning(): boolean;
  /** Called each time nothing is left to do of a kind of which something was done. */
  onDrained(listener: () => void): void;
}

/**
 * The durable queue: a table, leases and at-least-once delivery. A killed process's items are taken again when their
 * lease ends, or at once on restart when the database is `exclusive` to this process.
 */
export function createQueue(deps: { db: Db; clock: Clock; log: Log }): Queue {
  const { db, clock, log } = deps;
  const owner = uuidv7();
  const lanes = new Map<string, Lane>();
  const active = new Set<string>();
  const stopping = new AbortController();
  const drained: (() => void)[] = [];
  let wakeUp = new AbortController();
  let running: Promise<unknown> | undefined;

  const after = (ms: number) => new Date(clock.now().getTime() + ms);

  async function dispatch(kind: string, lane: Lane): Promise<void> {
    const busy = new Set<Promise<void>>();
    let worked = false;
    while (!stopping.signal.aborted) {
      if (busy.size >= lane.concurrency) {
        await Promise.race(busy);
        continue;
      }
      // Taken before the look, so that a wake during it is not missed.
      const asleep = AbortSignal.any([wakeUp.signal, stopping.signal]);
      const item = await claim(db, { owner, kind, now: clock.now(), leaseMs: LEASE_MS }).catch((error: unknown) => {
        log.error({ err: error, kind }, 'the queue could not be read');
        return undefined;
      });
      if (item) {
        const done = perform(item, lane).finally(() => busy.delete(done));
        busy.add(done);
        worked = true;
      } else {
        if (worked && busy.size === 0) {
          worked = false;
          for (const listener of drained) listener();
        }
        await delay(POLL_MS, undefined, { signal: asleep }).catch(ignoreAbort);
      }
    }
    await Promise.all(busy);
  }

  async function perform(item: WorkItem, lane: Lane): Promise<void> {
    active.add(item.id);
    let completed = false;
    try {
      await lane.handler(item, {
        signal: stopping.signal,
        async complete(tx) {
          if (!(await complete(tx, item, owner))) throw new Error('the lease was lost to another process');
          completed = true;
        },
      });
      if (!completed) await release(db, item, owner, clock.now(), null);
    } catch (error) {
      await giveBack(item, error);
    } finally {
      active.delete(item.id);
    }
  }

  /** Failed items wait 1 s, 2 s, 4 s … with jitter, at most five minutes; those stopped with the server do not wait. */
  async function giveBack(item: WorkItem, error: unknown): Promise<void> {
    const stopped = stopping.signal.aborted;
    const backoff = stopped ? 0 : Math.min(1000 * 2 ** (item.attempts - 1), MAX_BACKOFF_MS) * (0.5 + Math.random());
    if (!stopped)
      log.error({ err: error, kind: item.kind, work_id: item.id, attempts: item.attempts }, 'work failed, will retry');
    const reason = error instanceof Error ? error.message.slice(0, 500) : 'unknown';
    await release(db, item, owner, after(backoff), reason).catch((failure: unknown) => {
      // The lease's end gives it back all the same.
      log.error({ err: failure, work_id: item.id }, 'work could not be put back');
    });
  }

  async function heartbeat(): Promise<void> {
    while (!stopping.signal.aborted) {
      await delay(LEASE_MS / 3, undefined, { signal: stopping.signal }).catch(ignoreAbort);
      await extend(db, [...active], owner, after(LEASE_MS)).catch((error: unknown) =>
        log.error({ err: error }, 'leases could not be extended'),
      );
    }
  }

  return {
    handle(kind, handler, concurrency) {
      lanes.set(kind, { handler, concurrency });
    },
    enqueue: (tx, items) => enqueue(tx, items, clock.now()),
    wake() {
      wakeUp.abort();
      wakeUp = new AbortController();
    },
    async start({ exclusive }) {
      if (exclusive) await freeAllLeases(db);
      const loops = [...lanes].map(([kind, lane]) => dispatch(kind, lane));
      running = Promise.all([...loops, heartbeat()]);
    },
    async stop() {
      stopping.abort();
      await running;
      running = undefined;
    },
    isRunning: () => running !== undefined,
    onDrained(listener) {
      drained.push(listener);
    },
  };
}

const ignoreAbort = (error: unknown) => {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
};
