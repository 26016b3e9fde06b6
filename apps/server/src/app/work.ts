import { pruneChanges } from '../access/changes/shared.ts';
import { askAsWork, deleteOldCounts } from '../features/analytics/index.ts';
import { deleteExpiredConversations } from '../features/conversations/index.ts';
import { registerEvaluationWork } from '../features/evaluations/index.ts';
import { reembedProjects, registerIngestWork } from '../features/ingest/index.ts';
import { discardExpiredResults } from '../features/jobs/index.ts';
import { deleteExpiredLinks } from '../features/members/index.ts';
import { reembedMemories, registerMemoryExtraction, registerMemoryWork } from '../features/memory/index.ts';
import { deleteExpiredSessions } from '../features/sessions/index.ts';
import { registerSourceWork } from '../features/sources/index.ts';
import { createMaintenance } from '../platform/db/maintenance.ts';
import { repeatedly } from '../platform/timer.ts';
import type { Parts } from './parts.ts';
import type { Routes } from './routes.ts';

/** What is done off the queue. Begins with it, unless this process only answers. */
export async function startWork(parts: Parts, { searching, ingesting, bareAsk }: Routes): Promise<void> {
  const { config, log, clock, telemetry, db, background, exclusive, queue, fetch, encoder, llm } = parts;
  const { quotas, jobEnds, jobChanges, usageCounts } = parts;
  registerIngestWork(queue, {
    ...{ ...ingesting, db: background, log, fetch, encoder, jobEnds, jobChanges },
    resultDays: config.jobResultDays,
    onPagesRead(tenantId, projectId, pages) {
      telemetry.metrics.pagesRead.inc(pages);
      usageCounts.work(tenantId, { projectId }, { pages });
    },
  });
  registerSourceWork(queue, { db: background, clock, queue, quotas });
  registerEvaluationWork(queue, {
    ...{ ...searching, db: background, clock, queue },
    ask: askAsWork(bareAsk, usageCounts),
  });
  registerMemoryWork(queue, { db: background, log, encoder });
  registerMemoryExtraction(queue, { db: background, clock, log, llm });
  await reembedProjects({ db, queue, log }, encoder.id);
  await reembedMemories({ db, queue, log }, encoder.id);
  if (config.workers !== 'none') await queue.start({ exclusive });
}

/** What is done from time to time. */
export function startTimers(parts: Parts, { memory }: Routes): { stop(): void }[] {
  const { config, log, clock, background, exclusive, queue, audit, limiter, idempotency, webhooks } = parts;
  const { lastUsed, appsLastUsed, usageCounts } = parts;
  const maintenance = createMaintenance(background, clock);
  queue.onDrained(() => maintenance.noteChanges());
  return [
    ...(exclusive
      ? [
          repeatedly(2_000, log, () => maintenance.analyzeGrown()),
          repeatedly(2_000, log, () => maintenance.run()),
          repeatedly(15_000, log, () => maintenance.tidyQueues()),
        ]
      : []),
    repeatedly(5_000, log, () => lastUsed.flush()),
    repeatedly(5_000, log, () => appsLastUsed.flush()),
    repeatedly(5_000, log, () => usageCounts.flush()),
    repeatedly(15_000, log, () => memory.flush()),
    repeatedly(60_000, log, () => audit.flush()),
    repeatedly(3_600_000, log, () => idempotency.expire()),
    repeatedly(3_600_000, log, () => webhooks.expire()),
    repeatedly(3_600_000, log, () => discardExpiredResults({ db: background, clock, queue })),
    repeatedly(3_600_000, log, () => deleteExpiredLinks(background, clock.now())),
    repeatedly(3_600_000, log, () => deleteExpiredSessions(background, clock.now())),
    repeatedly(3_600_000, log, () => deleteExpiredConversations(background, clock.now())),
    repeatedly(3_600_000, log, () => deleteOldCounts({ db: background, clock }, config.analyticsDays)),
    repeatedly(600_000, log, () => limiter.expire()),
    ...(exclusive ? [] : [repeatedly(600_000, log, () => pruneChanges(background))]),
  ];
}
