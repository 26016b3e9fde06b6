import { z } from 'zod';
import { id, line, listOf, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';

const facts = z.record(z.string(), z.unknown()).nullable();
const seq = z.number().int();
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const auditEvent = z
  .strictObject({
    seq: seq.describe('1, 2, 3 … without gaps within the tenant'),
    id,
    at: timestamp,
    actor: z.strictObject({ type: z.enum(['key', 'member', 'operator', 'public']), id: id.nullable() }),
    address: z.string().nullable().describe('Where the request came from; null for what came by no request'),
    action: z.string().describe('`resource.verb`'),
    target: z.strictObject({ type: z.string(), id: z.string().nullable() }),
    before: facts,
    after: facts,
    hash: hash.describe('Covers this event and the hash of the one before it; hexadecimal'),
  })
  .meta({ id: 'AuditEvent', description: 'Who changed what, or was refused what' });

const period = {
  from: timestamp.optional().describe('Only what happened then or later'),
  to: timestamp.optional().describe('Only what happened before'),
};

export const listAuditEvents = defineRoute({
  id: 'listAuditEvents',
  method: 'GET',
  path: '/audit-events',
  tag: 'Audit',
  summary: 'List audit events',
  description: 'Newest first.',
  access: ['tenant:admin'],
  query: page.extend({
    action: z
      .string()
      .max(100)
      .regex(/^[a-z0-9_]+\.(?:[a-z0-9_]+|\*)$/, 'must be like api_key.revoked, or api_key.* for all of a kind')
      .optional()
      .describe('One action, or all of a resource: `api_key.*`'),
    actor_id: id.optional().describe('Only what this key or member did'),
    target_type: z
      .string()
      .regex(/^[a-z0-9_]{1,50}$/, 'must be like api_key')
      .optional(),
    target_id: line(300).optional(),
    ...period,
  }),
  success: { status: 200, description: 'A page of events', body: listOf(auditEvent) },
  errors: ['invalid_cursor', 'reach_exceeded'],
});

export const exportAuditEvents = defineRoute({
  id: 'exportAuditEvents',
  method: 'GET',
  path: '/audit-events/export',
  tag: 'Audit',
  summary: 'Export audit events',
  description:
    'Oldest first, streamed: one JSON object a line, or with `format=csv` a table (`text/csv`) whose cells no spreadsheet takes for formulas.',
  access: ['tenant:admin'],
  query: z.strictObject({ format: z.enum(['jsonl', 'csv']).default('jsonl'), ...period }),
  success: { status: 200, description: 'The events', contentType: 'application/x-ndjson' },
  errors: ['reach_exceeded'],
});

export const verifyAuditEvents = defineRoute({
  id: 'verifyAuditEvents',
  method: 'GET',
  path: '/audit-events/verify',
  tag: 'Audit',
  summary: 'Check that no audit event was changed or removed',
  description: 'Goes through all events of the tenant. Keep `head` elsewhere to see later that they still begin so.',
  access: ['tenant:admin'],
  success: {
    status: 200,
    description: 'What was found',
    body: z.strictObject({
      intact: z.boolean(),
      events: z.number().int().describe('How many were found good, from the first on'),
      head: z.strictObject({ seq, hash }).describe('The end of the chain as it is noted'),
      broken_at: seq.nullable().describe('The first event that is not as it was written; null when intact'),
      reason: z
        .enum(['changed', 'missing', 'head'])
        .nullable()
        .describe('`head`: the note of where the chain ends does not belong to its events'),
    }),
  },
  errors: ['reach_exceeded'],
});
