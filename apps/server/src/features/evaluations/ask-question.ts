import type { Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { findText } from '../documents/index.ts';
import {
  type AnswerResult,
  type Ask,
  type Question,
  type SearchDeps,
  searchProject,
  wholeAnswer,
} from '../query/index.ts';
import { idsOf } from './expected-documents.ts';
import { judge } from './judge.ts';
import { findNamed } from './store.ts';
import type { Expectation, Plan, Result } from './types.ts';

export interface AskingDeps extends SearchDeps {
  ask: Ask;
}

/** What is judged: an agent as it was when the evaluation began. */
export interface Subject {
  projectId: string;
  agentId: string;
  plan: Plan;
}

/** The depth of the metrics, unless the agent reads more. */
const LEAST_PASSAGES = 10;

type Citation = Result['citations'][number];
type Retrieved = Result['retrieved'][number];

/**
 * Searches and asks, as anybody would who is granted `query` in the project, and judges what comes. What the caller would be told as an
 * error makes the question fail; anything else is thrown.
 */
export async function askQuestion(
  deps: AskingDeps,
  principal: Principal,
  subject: Subject,
  question: Expectation,
  signal: AbortSignal,
): Promise<Result> {
  const { tenantId } = principal;
  const names = [...new Set(question.expected_documents)];
  const documents = await findNamed(deps.db, tenantId, subject.projectId, names);
  const sets = names.map((name) => idsOf(name, documents));
  const isExpected = (id: string) => sets.some((ids) => ids.has(id));
  const missing = names.filter((_, index) => sets[index]?.size === 0);

  const { retrieved, answer, latency, error } = await observe(deps, principal, subject, question.question, signal);
  const citations = answer ? await checkQuotes(deps.db, tenantId, answer, isExpected) : [];
  const judged = judge(question, {
    ranked: retrieved.map(({ document }) => document.id),
    expected: sets,
    answer: answer && {
      text: answer.answer,
      refused: answer.refused,
      citations: citations.map(({ document, verbatim }) => ({ documentId: document.id, verbatim })),
    },
  });
  return {
    ...judged,
    retrieved: retrieved.map((each) => ({ ...each, expected: isExpected(each.document.id) })),
    missing,
    answer: answer?.answer ?? null,
    mode: answer?.mode ?? null,
    refused: answer?.refused ?? null,
    citations,
    latency_ms: latency,
    error,
  };
}

interface Observation {
  retrieved: Omit<Retrieved, 'expected'>[];
  answer: AnswerResult | null;
  latency: number | null;
  error: Result['error'];
}

async function observe(
  deps: AskingDeps,
  principal: Principal,
  subject: Subject,
  message: string,
  signal: AbortSignal,
): Promise<Observation> {
  const { agentId, plan } = subject;
  const { agent_version: version } = plan.shown;
  const { top_k: topK, search_mode: mode } = plan.overrides;
  let retrieved: Observation['retrieved'] = [];
  try {
    retrieved = await retrieve(deps, principal, subject, message, signal);
    const started = performance.now();
    const question: Question = {
      message,
      conversation: { kind: 'given', history: [] },
      version,
      retrieval: { topK, mode },
    };
    const answer = await wholeAnswer(await deps.ask(principal, agentId, question, signal));
    return { retrieved, answer, latency: Math.round(performance.now() - started), error: null };
  } catch (error) {
    // The server stops, and whoever takes the work up asks again.
    signal.throwIfAborted();
    if (!(error instanceof ApiError)) throw error;
    return { retrieved, answer: null, latency: null, error: { code: error.code, message: error.message } };
  }
}

/** The documents that a search with the agent's settings finds, in the order of their best passages. */
async function retrieve(
  deps: AskingDeps,
  principal: Principal,
  { projectId, plan }: Subject,
  query: string,
  signal: AbortSignal,
): Promise<Observation['retrieved']> {
  const { top_k, search_mode: mode, filter } = plan.shown;
  const input = { query, top_k: Math.max(top_k, LEAST_PASSAGES), mode, ...(filter ? { filter } : {}) };
  const { results } = await searchProject(deps, principal, projectId, input, signal);
  const documents = new Map(results.map(({ document }) => [document.id, document]));
  return [...documents.values()].map((document, index) => ({ rank: index + 1, document: withoutMetadata(document) }));
}

const withoutMetadata = ({ id, external_id, title, url }: Retrieved['document']) => ({ id, external_id, title, url });

/** Looks each quote up in its document: an answer is only worth what can be read there. */
async function checkQuotes(
  db: Db,
  tenantId: string,
  { citations }: AnswerResult,
  isExpected: (id: string) => boolean,
): Promise<Citation[]> {
  const checked: Citation[] = [];
  for (const { n, document, page, quote, start, end } of citations) {
    const text = await findText(db, tenantId, document.id);
    const verbatim = text?.markdown.slice(start, end) === quote;
    checked.push({ n, document: withoutMetadata(document), page, quote, expected: isExpected(document.id), verbatim });
  }
  return checked;
}
