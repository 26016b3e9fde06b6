import type { Job } from '@ragkeep/sdk';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { facts, table, uuid, wholeNumber } from '../terminal/index.ts';

const progressOf = ({ progress }: Job): string => `${progress.done}/${progress.total} ${progress.unit}`;
const DEFAULT_LIMIT = 50;

export const jobs = [
  defineCommand({
    name: 'jobs list',
    summary: 'List jobs, newest first',
    shape: {
      status: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']).optional().describe('only such'),
      limit: wholeNumber(1, 200).optional().describe(`how many at most; else ${DEFAULT_LIMIT}`),
    },
    async run({ connect }, { status, limit = DEFAULT_LIMIT }) {
      const { data } = await (await connect()).ragkeep.listJobs({ limit, ...(status === undefined ? {} : { status }) });
      const rows = data.map((job) => [job.id, job.kind, job.name, job.status, progressOf(job), job.created_at]);
      const headings = ['ID', 'KIND', 'NAME', 'STATUS', 'PROGRESS', 'BEGUN'];
      return { output: data, text: data.length > 0 ? table(headings, rows) : 'There are no jobs.' };
    },
  }),

  defineCommand({
    name: 'jobs show',
    summary: 'Say how a job stands, or with --wait how it ended',
    shape: { id: uuid, wait: z.literal(true).optional().describe('until it has ended') },
    positionals: ['id'],
    async run({ connect }, { id, wait }) {
      const { ragkeep } = await connect();
      const job = await (wait ? ragkeep.jobEnded(id) : ragkeep.getJob(id));
      const text = [
        facts({
          Job: job.id,
          Name: job.name,
          Status: job.status,
          Progress: progressOf(job),
          Pages: job.pages,
          Error: job.error?.message ?? null,
        }),
        ...(job.documents.failures.length > 0
          ? [
              '',
              table(
                ['FAILED', 'WHY'],
                job.documents.failures.map(({ source, message }) => [source, message]),
              ),
            ]
          : []),
      ].join('\n');
      return { output: job, text, failed: job.status === 'failed' };
    },
  }),

  defineCommand({
    name: 'jobs cancel',
    summary: 'Cancel a job that waits or runs',
    shape: { id: uuid },
    positionals: ['id'],
    async run({ connect }, { id }) {
      await (await connect()).ragkeep.cancelJob(id);
      return { output: { id, cancelled: true }, text: `Cancelled ${id}.` };
    },
  }),

  defineCommand({
    name: 'jobs result',
    summary: 'Print what a conversion made',
    shape: {
      id: uuid,
      format: z
        .enum(['markdown', 'json', 'jsonl', 'text'])
        .optional()
        .describe('markdown (the default), json, jsonl or text'),
    },
    positionals: ['id'],
    async run({ connect, json, stdout }, { id, format = 'markdown' }) {
      const content = await (await (await connect()).ragkeep.getJobResult(id, { format })).text();
      // As it is, for files and pipes: only a terminal's user gets a line of their own after it.
      if (!json) stdout.write(stdout.isTTY && !content.endsWith('\n') ? `${content}\n` : content);
      return { output: { id, format, content }, text: '' };
    },
  }),
];
