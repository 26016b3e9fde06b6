import { z } from 'zod';
import { id, listOf, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';

const params = z.strictObject({ id });
const status = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
const count = z.number().int();

const failure = z.strictObject({ code: z.string(), message: z.string() });

export const job = z
  .strictObject({
    id,
    kind: z.enum(['ingest', 'reingest']),
    project_id: id,
    status,
    progress: z.strictObject({ done: count, total: count, unit: z.literal('documents') }),
    documents: z
      .strictObject({
        succeeded: count,
        unchanged: count.describe('Sent before with the same content, so nothing was done'),
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
    pages: count.describe('Pages read'),
    error: failure.nullable().describe('Why the job failed: set when no document succeeded'),
    created_at: timestamp,
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
  })
  .meta({ id: 'Job', description: 'One unit of ingestion, with its progress and outcome' });

export const listJobs = defineRoute({
  id: 'listJobs',
  method: 'GET',
  path: '/jobs',
  tag: 'Jobs',
  summary: 'List jobs',
  description: 'Newest first.',
  access: ['jobs:read', 'ingest'],
  query: page.extend({ status: status.optional(), project_id: id.optional() }),
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
  description: 'Documents that were not begun are left out; what is already searchable stays.',
  access: ['jobs:write', 'ingest'],
  params,
  success: { status: 204, description: 'It is cancelled' },
  errors: ['job_finished'],
});
