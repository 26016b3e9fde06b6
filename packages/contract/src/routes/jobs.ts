import { z } from 'zod';
import { id, line, listOf, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';

const params = z.strictObject({ id });
const kind = z.enum(['conversion', 'ingest', 'reingest']);
const status = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
const count = z.number().int();

const failure = z.strictObject({ code: z.string(), message: z.string() });

export const job = z
  .strictObject({
    id,
    kind,
    name: z.string().describe('What it works on, for people: the file, the URL, or the first of many'),
    project_id: id.nullable().describe('Null: a conversion that goes into no project'),
    source_id: id.nullable().describe('The source whose visit this is'),
    status,
    progress: z
      .strictObject({ done: count, total: count, unit: z.enum(['documents', 'pages']) })
      .describe('Of a conversion in pages, of everything else in documents; `total` grows while a crawl finds more'),
    documents: z
      .strictObject({
        succeeded: count,
        unchanged: count.describe('Sent before with the same content, so nothing was done'),
        removed: count.describe('Gone from where they came from, and so deleted here'),
        failed: count,
        failures: z
          .array(failure.extend({ source: z.string().describe('File name, URL, external id or title') }))
          .describe('The first 100'),
      })
      .describe('What became of each document'),
    passages: z
      .strictObject({
        searchable: count.describe('Found by their words from now on'),
        embedded: count.describe('Found by their meaning too'),
      })
      .describe('Text is searchable by words as soon as it is read; vectors follow'),
    pages: count.describe('Pages read, which count for the plan'),
    result: z
      .strictObject({ expires_at: timestamp })
      .nullable()
      .describe('Of a conversion that succeeded: `GET /jobs/{id}/result` has it until then'),
    error: failure.nullable().describe('Why the job failed: set when no document succeeded'),
    created_at: timestamp,
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
  })
  .meta({ id: 'Job', description: 'One unit of conversion or ingestion, with its progress and outcome' });

export const createJob = defineRoute({
  id: 'createJob',
  method: 'POST',
  path: '/jobs',
  tag: 'Jobs',
  summary: 'Convert a file',
  description:
    'Reads one file of any kind we know into Markdown, JSON, JSONL and text; with `project_id` it becomes a document of that project as well. The file’s pages are taken from the month’s when the job is made, and given back if it fails.',
  access: ['jobs:write', 'ingest'],
  idempotent: true,
  multipart: z.strictObject({
    file: z.any().meta({ type: 'string', format: 'binary' }).describe('Exactly one'),
    project_id: id.optional().describe('Makes it a document of this project, too; needs the scope `ingest`'),
    password: line(500).optional().describe('Opens an encrypted PDF; it is forgotten when the job ends'),
    title: line(500).optional().describe('With `project_id`'),
    external_id: line(500).optional().describe('With `project_id`: sending it again replaces the document'),
    metadata: z.string().optional().describe('With `project_id`: a JSON object, kept with the document'),
  }),
  success: { status: 201, description: 'The job', body: job },
  errors: ['not_found', 'reach_exceeded', 'pages_exhausted', 'file_too_large', 'unreadable_file', 'too_many_jobs'],
});

export const listJobs = defineRoute({
  id: 'listJobs',
  method: 'GET',
  path: '/jobs',
  tag: 'Jobs',
  summary: 'List jobs',
  description: 'Newest first.',
  access: ['jobs:read', 'ingest'],
  query: page.extend({ kind: kind.optional(), status: status.optional(), project_id: id.optional() }),
  success: { status: 200, description: 'A page of jobs', body: listOf(job) },
  errors: ['invalid_cursor'],
});

export const getJob = defineRoute({
  id: 'getJob',
  method: 'GET',
  path: '/jobs/:id',
  tag: 'Jobs',
  summary: 'Read a job: progress, outcome, failures',
  access: ['jobs:read', 'ingest'],
  params,
  success: { status: 200, description: 'The job', body: job },
});

export const cancelJob = defineRoute({
  id: 'cancelJob',
  method: 'DELETE',
  path: '/jobs/:id',
  tag: 'Jobs',
  summary: 'Cancel a job',
  description:
    'Documents that were not begun are left out and their files deleted; what is already searchable stays. A conversion leaves no result.',
  access: ['jobs:write', 'ingest'],
  params,
  success: { status: 204, description: 'It is cancelled' },
  errors: ['job_finished'],
});

const resultFormat = z.enum(['markdown', 'json', 'jsonl', 'text']);

export const getJobResult = defineRoute({
  id: 'getJobResult',
  method: 'GET',
  path: '/jobs/:id/result',
  tag: 'Jobs',
  summary: 'Download what a conversion made',
  description:
    '`markdown`: the document. `json`: its blocks with page and place. `jsonl`: passages, one a line, ready for any vector store. `text`: without markup. Without `format` the `Accept` header decides by the first of these types it names, else it is Markdown. A job that converts nothing has no result (404).',
  access: ['jobs:read', 'ingest'],
  params,
  query: z.strictObject({ format: resultFormat.optional() }),
  success: {
    status: 200,
    description: 'The result, with a file name',
    contentType: 'text/markdown; charset=utf-8',
    otherContentTypes: ['application/json', 'application/x-ndjson', 'text/plain'],
  },
  errors: ['result_not_ready', 'result_gone'],
});

export const streamJobEvents = defineRoute({
  id: 'streamJobEvents',
  method: 'GET',
  path: '/jobs/:id/events',
  tag: 'Jobs',
  summary: 'Follow a job’s progress',
  description:
    'Server-sent events: `progress` with the job, as `GET /jobs/{id}` gives it, at once and each time it changes; then one `end` with the finished job, where a browser’s `EventSource` should be closed, since it would connect again. At most 100 streams of a tenant are open at a time.',
  access: ['jobs:read', 'ingest'],
  params,
  success: {
    status: 200,
    description: 'The stream',
    contentType: 'text/event-stream',
    events: { progress: job, end: job },
  },
});
