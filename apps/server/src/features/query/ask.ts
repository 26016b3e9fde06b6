import { isGranted } from '@ragkeep/access';
import type { Principal } from '../../access/principal.ts';
import type { Llm } from '../../platform/llm/index.ts';
import { settingsOf } from '../agents/index.ts';
import type { Answer, AnswerEvent, AnswerRequest, Citation, Passage } from '../answers/index.ts';
import { findPages } from '../documents/index.ts';
import type { Hit } from '../retrieval/index.ts';
import { toApiError } from './answer-error.ts';
import type { AskDeps } from './deps.ts';
import { type Dialogue, keep, openDialogue } from './dialogue.ts';
import { degraded, find, present } from './search.ts';
import type { Ask, AskEvent, CitationResult, Question } from './types.ts';

type Agent = Awaited<ReturnType<typeof settingsOf>>;

/** How much of what is remembered about a user goes into an answer. */
const MEMORY_TOKENS = 800;

/** The way from a question to its answer: conversation → what is searched for → passages, memories, tools → answer → kept. */
export const createAsk =
  (deps: AskDeps): Ask =>
  async (principal, agentId, question, signal) => {
    const agent = await settingsOf(deps.db, principal, agentId, question.version);
    const llm = await deps.models.of(principal.tenantId, agent.provider_id);
    const options = question.options?.(llm !== null) ?? {};
    const answerer = deps.answererOf(llm);
    const dialogue = await openDialogue(deps, principal, agent, question);
    const query = await answerer.standalone(question.message, dialogue.history, agent.model, signal);
    const [found, recalled, toolResults] = await Promise.all([
      retrieve(deps, principal, agent, { ...question, query }, signal),
      recall(deps, principal, agent, dialogue, query, signal),
      callTools(deps, principal, { ...agent, llm }, dialogue, question, signal),
    ]);
    const request: AnswerRequest = {
      question: query,
      passages: found.passages,
      history: dialogue.history,
      after: dialogue.after,
      memory: recalled.context,
      toolResults,
      agent: {
        instructions: [agent.instructions, question.instructions].filter(Boolean).join('\n\n') || null,
        refusal: agent.refusal,
        temperature: agent.temperature,
        model: agent.model,
        sourceTokens: agent.source_tokens,
        citationStyle: question.citationStyle ?? agent.citation_style,
      },
      options,
    };
    const events = answerer.stream(request, signal);
    const cited = citing(found.hits);
    const finished = async (answer: Answer): Promise<AskEvent> => {
      const { finish, toolCalls, answer: text, citations, ...rest } = answer;
      const facts = { citations: citations.map(cited), ...rest, agent_version: agent.version };
      const kept = await keep(deps, principal, agent, dialogue, question, { text, facts });
      return {
        type: 'done',
        finish,
        toolCalls,
        result: {
          answer: text,
          ...facts,
          ...kept,
          question: query,
          tools: toolResults.map(({ name, status }) => ({ name, status })),
          memories: recalled.memories.map((memory) => memory.id),
          degraded: found.degraded,
        },
      };
    };
    return afterFirst(await events.next().catch(rethrow), events, cited, finished);
  };

/** The events as the caller gets them, of which the first was waited for: a failure before it is no answer's middle. */
async function* afterFirst(
  first: IteratorResult<AnswerEvent, void>,
  rest: AsyncGenerator<AnswerEvent, void>,
  cited: (citation: Citation) => CitationResult,
  finished: (answer: Answer) => Promise<AskEvent>,
): AsyncGenerator<AskEvent, void> {
  try {
    for (let next = first; !next.done; next = await rest.next().catch(rethrow)) {
      const event = next.value;
      if (event.type === 'done') yield await finished(event.answer);
      else if (event.type === 'citation') yield { type: 'citation', citation: cited(event.citation) };
      else yield event;
    }
  } finally {
    await rest.return();
  }
}

function rethrow(error: unknown): never {
  throw toApiError(error);
}

async function retrieve(
  deps: AskDeps,
  principal: Principal,
  agent: Agent,
  { query, filter, retrieval }: Question & { query: string },
  signal: AbortSignal,
): Promise<{ hits: Hit[]; passages: Passage[]; degraded: 'semantic_unavailable' | null }> {
  const { tenantId } = principal;
  const input = {
    projectId: agent.project_id,
    query,
    topK: retrieval?.topK ?? agent.top_k,
    mode: retrieval?.mode ?? agent.search_mode,
    filters: present(filter, agent.filter, principal.filter),
  };
  const found = await find(deps, tenantId, input, signal);
  const pages = await findPages(deps.db, tenantId, [...new Set(found.hits.map((hit) => hit.documentId))]);
  const passages = found.hits.map((hit) => ({
    ...hit,
    pages: pages.get(hit.documentId)?.filter((page) => page.start < hit.end && page.end > hit.start) ?? null,
  }));
  return { hits: found.hits, passages, degraded: degraded(found) };
}

/** What is remembered about who asks, if the agent makes use of it and the credential may read it. */
async function recall(
  deps: AskDeps,
  principal: Principal,
  agent: Agent,
  { userId }: Dialogue,
  query: string,
  signal: AbortSignal,
): Promise<{ context: string | null; memories: { id: string }[] }> {
  if (userId === null || !agent.use_memory || !isGranted(principal.scopes, 'memory:read')) {
    return { context: null, memories: [] };
  }
  const place = { projectId: agent.project_id, agentId: agent.id };
  return deps.memory.recall(principal, { userId, query, ...place, tokenBudget: MEMORY_TOKENS }, signal);
}

/** Before the documents are read, and without them: nothing that stands in one can have a tool called. */
async function callTools(
  deps: AskDeps,
  principal: Principal,
  { tools, llm, model }: Agent & { llm: Llm | null },
  { history, after }: Dialogue,
  { message }: Question,
  signal: AbortSignal,
) {
  if (tools.length === 0 || after.length > 0) return [];
  return deps.tools.use(principal, tools, { question: message, history, llm, model }, signal);
}

/** Puts a citation in the API's words, with all that is known of its document. */
function citing(hits: readonly Hit[]): (citation: Citation) => CitationResult {
  const documents = new Map(hits.map((hit) => [hit.documentId, hit.document]));
  return ({ chunkId, document, ...citation }) => ({
    ...citation,
    chunk_id: chunkId,
    document: { ...document, metadata: documents.get(document.id)?.metadata ?? {} },
  });
}
