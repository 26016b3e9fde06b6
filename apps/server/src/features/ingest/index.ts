import { routes } from '@ragkeep/contract';
import type { FastifyInstance } from 'fastify';
import type { Router } from '../../access/route.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { requireProject } from '../projects/index.ts';
import { DELETE_FILES, deleteFiles } from '../stored-files/index.ts';
import { EMBED_PROJECT, type EmbedDeps, embedProject } from './embed.ts';
import { type ReadDeps, readSources } from './read-sources.ts';
import { READ_SOURCES, type StartDeps, sourcesOf, startIngest, startReingest } from './start.ts';
import { acceptForms, receiveFiles, type UploadLimits } from './upload.ts';

export { createReader, type Reader } from './reader/index.ts';

type RouteDeps = StartDeps & UploadLimits & Pick<ReadDeps, 'files'>;

export async function registerIngest(app: FastifyInstance, router: Router, deps: RouteDeps): Promise<void> {
  await acceptForms(app, deps);

  router.handle(routes.ingest, async ({ principal, params, body, request }) => {
    // Before the first byte of a file is taken: an upload to nowhere must not be stored.
    const projectId = await requireProject(deps.db, principal, params.project);
    if (body) return startIngest(deps, principal, projectId, sourcesOf(body));
    const { sources, discard } = await receiveFiles(request, principal.tenantId, deps.files, deps);
    try {
      return await startIngest(deps, principal, projectId, sources);
    } catch (error) {
      await discard();
      throw error;
    }
  });

  router.handle(routes.reingestDocument, ({ principal, params }) =>
    startReingest(deps, principal, params.project, params.id),
  );
}

/** Says who does the work of ingestion. Three at a time, so that some wait for the web while others are parsed. */
export function registerIngestWork(queue: Queue, deps: ReadDeps & EmbedDeps): void {
  queue.handle(READ_SOURCES, readSources(deps), 3);
  queue.handle(EMBED_PROJECT, embedProject(deps), 2);
  queue.handle(DELETE_FILES, deleteFiles(deps), 1);
}
