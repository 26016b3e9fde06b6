import { routes } from '@ragkeep/contract';
import type { FastifyInstance } from 'fastify';
import type { Call, Router } from '../../access/route.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { getJob } from '../jobs/index.ts';
import { requireProject } from '../projects/index.ts';
import { DELETE_FILES, deleteFiles } from '../stored-files/index.ts';
import { type ConversionDeps, startConversion } from './conversion.ts';
import { EMBED_PROJECT, type EmbedDeps, embedProject } from './embed.ts';
import { type ReadDeps, readSources } from './read-sources.ts';
import { REEMBED_PROJECT, reembedProject } from './reembed.ts';
import { READ_SOURCES, sourcesOf, startIngest, startReingest, startWalk } from './start.ts';
import { acceptForms, fileSources, MAX_FILES, type UploadLimits, withForm } from './upload.ts';
import { createHosts } from './web/hosts.ts';
import { createRobots } from './web/robots.ts';
import { walkWeb } from './web/walk.ts';
import { WALK } from './web/walk-work.ts';

export { sealedFilePasswords } from './password.ts';
export { createReader, type Reader } from './reader/index.ts';
export { reembedProjects } from './reembed.ts';
export { makeJob } from './start.ts';
export { type WebForm, walkOf } from './web/forms.ts';
export { repeat } from './web/repeat.ts';
export { type Walk, walkRules } from './web/rules.ts';

type RouteDeps = ConversionDeps & UploadLimits;

const ingestFields = routes.ingest.multipart.omit({ file: true });

export async function registerIngest(app: FastifyInstance, router: Router, deps: RouteDeps): Promise<void> {
  await acceptForms(app, deps);

  /** Makes the job of an ingest, and gives its id. */
  async function makeIngest({ principal, body, request }: Call<typeof routes.ingest>, projectId: string) {
    if (body && ('urls' in body || 'sitemap' in body || 'crawl' in body)) {
      return startWalk(deps, principal, projectId, body);
    }
    if (body) return startIngest(deps, principal, projectId, sourcesOf(body));
    const options = { maxFiles: MAX_FILES, schema: ingestFields };
    return withForm(deps, principal.tenantId, request, options, ({ files, fields }) =>
      startIngest(deps, principal, projectId, fileSources(files, fields)),
    );
  }

  router.handle(routes.ingest, async (call) => {
    const { principal, params } = call;
    // Before the first byte of a file is taken: an upload to nowhere must not be stored.
    const projectId = await requireProject(deps.db, principal, params.project);
    return { job: await getJob(deps, principal, await makeIngest(call, projectId)) };
  });

  router.handle(routes.createJob, ({ principal, request }) => startConversion(deps, principal, request));

  router.handle(routes.reingestDocument, async ({ principal, params }) => {
    const id = await startReingest(deps, principal, params.project, params.id);
    return { job: await getJob(deps, principal, id) };
  });
}

/** Says who does the work of ingestion. Three at a time, so that some wait for the web while others are parsed. */
export function registerIngestWork(queue: Queue, deps: ReadDeps & EmbedDeps): void {
  queue.handle(READ_SOURCES, readSources(deps), 3);
  queue.handle(WALK, walkWeb({ ...deps, robots: createRobots(deps), hosts: createHosts() }), 3);
  queue.handle(EMBED_PROJECT, embedProject(deps), 2);
  queue.handle(REEMBED_PROJECT, reembedProject(deps), 1);
  queue.handle(DELETE_FILES, deleteFiles(deps), 1);
}
