import { z } from 'zod';
import { defineRoute } from '../route.ts';

export const getHealth = defineRoute({
  id: 'getHealth',
  method: 'GET',
  path: '/system/health',
  tag: 'System',
  summary: 'Is the process alive?',
  access: 'public',
  success: { status: 200, description: 'It is', body: z.strictObject({ status: z.literal('ok') }) },
});

export const getReady = defineRoute({
  id: 'getReady',
  method: 'GET',
  path: '/system/ready',
  tag: 'System',
  summary: 'Can it do its work?',
  description: 'Checks the database, the migrations and the queue. Answers 503 until all are fine.',
  access: 'public',
  success: {
    status: 200,
    description: 'It can',
    body: z.strictObject({
      status: z.literal('ready'),
      checks: z.strictObject({ database: z.literal('ok'), migrations: z.literal('ok'), queue: z.literal('ok') }),
    }),
  },
});

export const getInfo = defineRoute({
  id: 'getInfo',
  method: 'GET',
  path: '/system/info',
  tag: 'System',
  summary: 'Version, engines in use and limits',
  access: ['tenant:admin'],
  success: {
    status: 200,
    description: 'What this server runs on',
    body: z.strictObject({
      version: z.string(),
      engines: z.strictObject({
        database: z.string().describe('Version of the database, and whether it is embedded'),
        lexical: z.enum(['bm25', 'tsvector']).describe('What ranks words: BM25 (pg_textsearch), or the fallback'),
        embedder: z.string().describe('Which vectors: the packaged encoder, or an endpoint’s model'),
        answerer: z.string().describe('`extractive`, or the language model'),
      }),
      limits: z.strictObject({
        file_bytes: z.number().int(),
        body_bytes: z.number().int(),
        documents_per_request: z.number().int(),
      }),
    }),
  },
  errors: ['reach_exceeded'],
});

export const getSetup = defineRoute({
  id: 'getSetup',
  method: 'GET',
  path: '/system/setup',
  tag: 'System',
  summary: 'Can anybody register here?',
  description: 'For a first page: whether to offer to log in, to register, or to set the server up.',
  access: 'public',
  success: {
    status: 200,
    description: 'How it stands',
    body: z.strictObject({
      registration: z.enum(['open', 'closed']),
      is_new: z.boolean().describe('Whether nobody has registered yet'),
    }),
  },
});
