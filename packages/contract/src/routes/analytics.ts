import { z } from 'zod';
import { id, listOf, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { projectRef } from './projects.ts';

const count = z.number().int();
const day = z.iso.date().describe('A day in UTC, as 2026-01-31');
const askedDay = day.refine((text) => text >= '2000', 'must be 2000-01-01 or later');
const milliseconds = z.number();

const counts = {
  requests: count.describe('Of known callers; those without a valid credential belong to no tenant'),
  statuses: z
    .strictObject({ '2xx': count, '3xx': count, '4xx': count, '5xx': count })
    .describe('The requests by the class of their status'),
  errors: count.describe('Requests that were answered by 4xx or 5xx'),
  queries: count.describe('Questions that were answered, by whatever way they came'),
  unanswered: count.describe('Of these, those to which the documents did not hold the answer'),
  searches: count,
  pages: count.describe('Pages that were converted, as the plan counts them'),
  tokens: z.strictObject({ prompt: count, completion: count }).describe('Of the language model'),
  latency_ms: z
    .strictObject({ p50: milliseconds, p95: milliseconds, p99: milliseconds })
    .nullable()
    .describe('From a request’s arrival to the end of its answer, within 4.4 %; null without requests'),
};

export const usageCounts = z.strictObject(counts).meta({ id: 'UsageCounts' });

const named = z.strictObject({ id, name: z.string().nullable().describe('Null when it is gone') });

/** Of which of these a row is, `group_by` says; the others are absent. */
export const usageRow = z
  .strictObject({
    day: day.optional(),
    key: named
      .extend({ type: z.string().describe('`key`, `member`, `app` or `embed`') })
      .nullable()
      .optional()
      .describe('Who called; null for work that nobody waits for'),
    project: named.nullable().optional().describe('Null for what concerns none'),
    agent: named.nullable().optional().describe('Null for what concerns none'),
    route: z
      .string()
      .nullable()
      .optional()
      .describe('As `POST /api/v1/agents/:id/query`; null for work that nobody waits for'),
    ...counts,
  })
  .meta({ id: 'UsageRow' });

const usage = z
  .strictObject({
    from: day,
    to: day,
    group_by: z.enum(['day', 'key', 'project', 'agent', 'route']),
    totals: usageCounts,
    data: z
      .array(usageRow)
      .describe(
        'Every day of the period, oldest first; of anything else the 1,000 with the most requests, these first',
      ),
  })
  .meta({ id: 'Usage', description: 'What was used in a period, in parts' });

const query = z.strictObject({
  from: askedDay.optional().describe('The first day (UTC); unset: 29 days before `to`'),
  to: askedDay.optional().describe('The last day, which counts as well; unset: today'),
  group_by: usage.shape.group_by.default('day').describe('What the parts are'),
  key_id: id.optional().describe('Only what this key, or another caller, did'),
  agent_id: id.optional().describe('Only what concerns this agent'),
  format: z.enum(['json', 'csv']).default('json'),
});

const shared = {
  method: 'GET',
  tag: 'Analytics',
  access: ['analytics:read'],
  success: {
    status: 200,
    description: 'The usage, or with `format=csv` a table to download',
    body: usage,
    otherContentTypes: ['text/csv'],
  },
} as const;

export const getUsage = defineRoute({
  ...shared,
  id: 'getUsage',
  path: '/analytics/usage',
  summary: 'Get the usage',
  description:
    'Of at most 366 days. A few seconds may pass until a request is counted. A credential that is limited to projects or agents gets only what concerns these.',
  query: query.extend({ project_id: id.optional().describe('Only what concerns this project') }),
});

export const getProjectUsage = defineRoute({
  ...shared,
  id: 'getProjectUsage',
  path: '/projects/:project/analytics',
  aliases: ['/workspaces/:project/analytics'],
  summary: 'Get the usage of a project',
  description: 'Of at most 366 days. A few seconds may pass until a request is counted.',
  params: z.strictObject({ project: projectRef }),
  query,
});

export const unansweredQuestion = z
  .strictObject({
    id: id.describe('Of the message that is the answer'),
    question: z.string(),
    agent_id: id.nullable(),
    conversation_id: id,
    asked_at: timestamp,
  })
  .meta({ id: 'UnansweredQuestion' });

export const listUnansweredQuestions = defineRoute({
  id: 'listUnansweredQuestions',
  method: 'GET',
  path: '/projects/:project/analytics/unanswered',
  aliases: ['/workspaces/:project/analytics/unanswered'],
  tag: 'Analytics',
  summary: 'List unanswered questions',
  description:
    'Questions to which the documents did not hold the answer, newest first: what is worth adding to them. Only of conversations that are kept, and for as long. Takes `conversations:read` as well, since it is what people wrote.',
  access: ['analytics:read'],
  params: z.strictObject({ project: projectRef }),
  query: page.extend({ agent_id: id.optional().describe('Only of this agent') }),
  success: { status: 200, description: 'A page of questions', body: listOf(unansweredQuestion) },
  errors: ['invalid_cursor'],
});
