import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { checkTyped, UsageError } from '../../operator/arguments.ts';
import { listOf, type Typeable, type Typed, uuid } from '../../operator/command.ts';
import { ClientError } from '../errors.ts';
import { createServer, type Server } from '../server.ts';
import type { Comparison, Evaluation } from './metrics.ts';
import { readQuestions } from './question-file.ts';
import type { Report } from './report.ts';
import { parseThreshold, shortfalls, type Threshold } from './thresholds.ts';

const threshold = z.string().transform((text, context): Threshold => {
  try {
    return parseThreshold(text);
  } catch (error) {
    context.issues.push({ code: 'custom', message: (error as Error).message, input: text });
    return z.NEVER;
  }
});

const input = z.strictObject({
  project: z.string().min(1).describe('the project’s id or slug'),
  file: z.string().min(1).describe('the questions: .jsonl, .json or .csv'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the server’s; else RAGKEEP_URL, or http://127.0.0.1:3000'),
  agent: uuid.optional().describe('the agent’s id; else the project’s first'),
  agentVersion: z.string().regex(/^\d+$/, 'must be a number').optional().describe('else the published one'),
  topK: z
    .string()
    .regex(/^\d+$/, 'must be a number')
    .optional()
    .describe('passages read for an answer, instead of the agent’s'),
  searchMode: z
    .enum(['hybrid', 'lexical', 'semantic'])
    .optional()
    .describe('hybrid, lexical or semantic, instead of the agent’s'),
  name: z.string().min(1).optional().describe('what the evaluation is called'),
  compare: z.literal('last').or(uuid).optional().describe('last, or the id of an evaluation to compare with'),
  failUnder: listOf(threshold).optional().describe('ends with 1 below these, as recall@10=0.8,right=0.7'),
});

/** A client's command: it works with a key, against whatever server. */
export const EVAL: Typeable = {
  name: 'eval',
  summary: 'Judge an agent by questions with expected answers, with the key in RAGKEEP_KEY',
  input,
  positionals: ['project', 'file'],
  secret: null,
};

const DEFAULT_URL = 'http://127.0.0.1:3000';
const FIRST_POLL_MS = 100;
const SLOWEST_POLL_MS = 2_000;

/**
 * Has the questions of a file asked, and waits for the scores.
 *
 * @param tell told how many questions of how many are done
 */
export async function evaluate(
  env: Readonly<Record<string, string | undefined>>,
  typed: Typed,
  tell: (done: number, total: number) => void,
): Promise<Report> {
  const asked = checkTyped(EVAL, typed) as z.output<typeof input>;
  const { RAGKEEP_KEY: key, RAGKEEP_URL: url = DEFAULT_URL } = env;
  if (!key) throw new UsageError('Put a key with the scopes agents:write and query into RAGKEEP_KEY.');
  const questions = await readQuestions(asked.file);
  const server = createServer(asked.url ?? url, key);
  const path = `/projects/${encodeURIComponent(asked.project)}/evaluations`;

  const { agent, agentVersion, topK, searchMode, name } = asked;
  const begun = await server.post<Evaluation>(path, {
    questions,
    ...(name === undefined ? {} : { name }),
    ...(agent === undefined ? {} : { agent_id: agent }),
    ...(agentVersion === undefined ? {} : { version: Number(agentVersion) }),
    settings: {
      ...(topK === undefined ? {} : { top_k: Number(topK) }),
      ...(searchMode === undefined ? {} : { search_mode: searchMode }),
    },
  });
  const evaluation = await ended(server, path, begun, tell);
  const comparison = asked.compare ? await compare(server, `${path}/${evaluation.id}`, asked.compare) : null;
  return { evaluation, comparison, below: shortfalls(evaluation, asked.failUnder ?? []) };
}

/** Null on the first time, when there is no last one. */
async function compare(server: Server, path: string, other: string): Promise<Comparison | null> {
  const query = other === 'last' ? '' : `?with=${other}`;
  return server.get<Comparison>(`${path}/comparison${query}`).catch((error: unknown) => {
    if (other === 'last' && error instanceof ClientError && error.code === 'not_found') return null;
    throw error;
  });
}

async function ended(
  server: Server,
  path: string,
  begun: Evaluation,
  tell: (done: number, total: number) => void,
): Promise<Evaluation> {
  let evaluation = begun;
  for (let wait = FIRST_POLL_MS; evaluation.finished_at === null; wait = Math.min(wait * 1.5, SLOWEST_POLL_MS)) {
    await delay(wait);
    evaluation = await server.get<Evaluation>(`${path}/${begun.id}`);
    tell(evaluation.progress.done, evaluation.progress.total);
  }
  if (evaluation.scores === null) throw new ClientError(evaluation.error ?? 'The evaluation ended without scores.');
  return evaluation;
}
