import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { EncoderError } from '../../platform/embedding/encoder.ts';
import type { Encoders } from '../../platform/embedding/index.ts';
import { ApiError, invalid } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import { requireAgent } from '../agents/index.ts';
import { type Answerer, AnswererError } from '../answers/index.ts';
import { findPages } from '../documents/index.ts';
import { requireProject } from '../projects/index.ts';
import {
  FilterError,
  type Hit,
  type LexicalEngine,
  type SearchInput,
  type SignCache,
  search,
  servingEncoder,
} from '../retrieval/index.ts';

export interface QueryDeps {
  db: Db;
  log: Log;
  encoders: Encoders;
  lexical: LexicalEngine;
  signs: SignCache;
  answerer: Answerer;
}

export async function searchProject(
  deps: QueryDeps,
  principal: Principal,
  project: string,
  input: BodyOf<typeof routes.search>,
  signal: AbortSignal,
): Promise<ResultOf<typeof routes.search>> {
  const started = performance.now();
  const projectId = await requireProject(deps.db, principal, project);
  const { query, top_k: topK, mode, filter } = input;
  const filters = filtersOf(principal, filter);
  const { hits, semantic } = await find(deps, principal.tenantId, { projectId, query, topK, mode, filters }, signal);
  return {
    results: hits.map(({ chunkId, documentId: _, ...hit }) => ({ chunk_id: chunkId, ...hit })),
    took_ms: Math.round((performance.now() - started) * 10) / 10,
    degraded: semantic === 'unavailable' ? 'semantic_unavailable' : null,
  };
}

/** Retrieves, and answers from what was retrieved and nothing else. */
export async function askAgent(
  deps: QueryDeps,
  principal: Principal,
  agentId: string,
  input: BodyOf<typeof routes.queryAgent>,
  signal: AbortSignal,
): Promise<ResultOf<typeof routes.queryAgent>> {
  const { tenantId } = principal;
  const agent = await requireAgent(deps.db, principal, agentId);
  const filters = filtersOf(principal, input.filter);
  const question = { projectId: agent.project_id, query: input.message, topK: agent.top_k, filters };
  const { hits } = await find(deps, tenantId, { ...question, mode: 'hybrid' }, signal);
  const pages = await findPages(deps.db, tenantId, [...new Set(hits.map((hit) => hit.documentId))]);
  const passages = hits.map((hit) => ({
    ...hit,
    pages: pages.get(hit.documentId)?.filter((page) => page.start < hit.end && page.end > hit.start) ?? null,
  }));
  const { instructions, refusal, temperature, model } = agent;
  const answer = await deps.answerer
    .answer({ question: input.message, passages, agent: { instructions, refusal, temperature, model } }, signal)
    .catch((error: unknown) => {
      throw toApiError(error);
    });
  const documents = new Map(hits.map((hit) => [hit.documentId, hit.document]));
  return {
    answer: answer.answer,
    citations: answer.citations.map(({ chunkId, document, ...citation }) => ({
      ...citation,
      chunk_id: chunkId,
      document: { ...document, metadata: documents.get(document.id)?.metadata ?? {} },
    })),
    conversation_id: null,
    mode: answer.mode,
    refused: answer.refused,
    usage: answer.usage,
  };
}

/** What the request asks for, and what its credential was made for. */
const filtersOf = (principal: Principal, asked: Record<string, unknown> | undefined) =>
  [asked, principal.filter].filter((filter) => filter !== undefined && filter !== null);

async function find(
  deps: QueryDeps,
  tenantId: string,
  input: SearchInput,
  signal: AbortSignal,
): Promise<{ hits: Hit[]; semantic: 'used' | 'unavailable' | 'off' }> {
  const { encoders } = deps;
  const withoutIt = (error: unknown) => {
    deps.log.warn(
      { err: error },
      'the encoder of before cannot be had, so words must do until the new vectors are there',
    );
    return null;
  };
  // Until all of a project has vectors of a new encoder it is searched by the old ones.
  const serving = input.mode === 'lexical' ? null : await servingEncoder(deps.db, { ...input, tenantId });
  const encoder = serving === null ? encoders.current : await encoders.find(serving).catch(withoutIt);
  try {
    return await search({ ...deps, encoder }, tenantId, input, signal);
  } catch (error) {
    if (error instanceof FilterError) throw invalid('filter', error.message);
    throw error;
  }
}

/** A language model's failure is not the caller's, and which model it was is nobody's business. */
function toApiError(error: unknown): unknown {
  if (error instanceof EncoderError) {
    const reason = 'The encoder that weighs the sentences is away; try again shortly';
    return new ApiError('unavailable', { reason }, { cause: error, headers: { 'retry-after': '10' } });
  }
  if (!(error instanceof AnswererError)) return error;
  const options = { cause: error };
  switch (error.code) {
    case 'llm_timeout':
      return new ApiError('answerer_timeout', { reason: error.message }, options);
    case 'llm_unavailable':
      return new ApiError('unavailable', { reason: error.message }, { ...options, headers: { 'retry-after': '10' } });
    default:
      return new ApiError('answerer_failed', { reason: error.message }, options);
  }
}
