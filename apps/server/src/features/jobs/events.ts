import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { Readmit } from '../../access/guard.ts';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { eventStream } from '../../platform/http/event-stream.ts';
import type { JobChanges } from './changes.ts';
import { getJob } from './service.ts';

/** How often a job is looked at when nothing is heard of it: another process may work on it. */
const POLL_MS = 1_000;
/** Changes are not told faster than this. */
const PACE_MS = 200;
/** Proxies hang up on connections that are silent for long, most after 30 or 60 s. */
const HEARTBEAT_MS = 15_000;
/** What a client that lost its connection waits before it comes again. */
const RETRY_MS = 3_000;
/** Open streams a tenant, in one process. */
const MAX_STREAMS = 100;

export interface EventDeps {
  db: Db;
  clock: Clock;
  changes: JobChanges;
  readmit: Readmit;
}

/** Streams that tell of a job as it changes. */
export interface JobEvents {
  /** @throws ApiError `not_found`, or `rate_limited` when the tenant has too many open */
  follow(request: FastifyRequest, principal: Principal, jobId: string): Promise<Response>;
  /** Ends all streams, and takes no more, so that the server can close. */
  close(): void;
}

export function createJobEvents(deps: EventDeps): JobEvents {
  const stopping = new AbortController();
  const open = new Map<string, number>();
  const count = (tenantId: string, change: number) => {
    const left = (open.get(tenantId) ?? 0) + change;
    if (left > 0) open.set(tenantId, left);
    else open.delete(tenantId);
  };

  return {
    async follow(request, { tenantId }, jobId) {
      if (stopping.signal.aborted) throw new ApiError('unavailable', {}, { headers: { 'retry-after': '5' } });
      if ((open.get(tenantId) ?? 0) >= MAX_STREAMS) {
        throw new ApiError('rate_limited', { retry_after_seconds: 60 }, { headers: { 'retry-after': '60' } });
      }
      count(tenantId, 1);
      const hangUp = new AbortController();
      const signal = AbortSignal.any([hangUp.signal, stopping.signal]);
      const events = eventsOf(deps, request, jobId, signal);
      const end = () => {
        if (hangUp.signal.aborted) return;
        hangUp.abort();
        count(tenantId, -1);
      };
      try {
        // Before the answer begins, while there can still be an error.
        const first = await events.next();
        return eventStream(first, untilRefused(events), end);
      } catch (error) {
        end();
        throw error;
      }
    },
    close: () => stopping.abort(),
  };
}

/** Goes on until the job ends, the signal is aborted, or whoever asked may see it no longer. */
async function* eventsOf(
  deps: EventDeps,
  request: FastifyRequest,
  jobId: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let told = '';
  let id = 0;
  let lastAt = deps.clock.now().getTime();
  while (!signal.aborted) {
    // From before the look, so that no change during it is missed.
    const change = deps.changes.waitForChange(jobId, signal, POLL_MS);
    const job = await getJob(deps, await deps.readmit(request), jobId);
    const data = JSON.stringify(job);
    const now = deps.clock.now().getTime();
    if (data !== told) {
      yield `${told === '' ? `retry: ${RETRY_MS}\n` : ''}id: ${++id}\nevent: progress\ndata: ${data}\n\n`;
      [told, lastAt] = [data, now];
    } else if (now - lastAt >= HEARTBEAT_MS) {
      yield ': still at work\n\n';
      lastAt = now;
    }
    if (job.finished_at !== null) {
      yield `id: ${++id}\nevent: end\ndata: ${data}\n\n`;
      return;
    }
    await Promise.all([change, delay(PACE_MS, undefined, { signal }).catch(() => {})]);
  }
}

/** A credential that was taken back, or a job that was deleted: the headers are out, so all that is left is to end. */
async function* untilRefused(events: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield* events;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
