import type { ServerContext } from '@modelcontextprotocol/server';
import { routes } from '@ragkeep/contract';
import { z } from 'zod';
import { type AnswerResult, type Ask, type AskEvent, wholeAnswer } from '../../../features/query/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import { agentOf, projectArgument } from '../target.ts';
import { AS_DATA, type McpFeature, toolResult } from '../tool.ts';
import { sourceName } from './source-name.ts';

const description = [
  'Answers a question from a project’s documents, with numbered citations that quote them word for word, or says that the documents do not hold the answer.',
  'Use it for questions of fact about what the documents cover. Name a project, or an agent that answers in its own manner; neither is needed when the credential reaches only one.',
  'To go on with the same conversation, send the conversation_id of the answer before.',
  AS_DATA,
].join(' ');

const { message, conversation_id, user_id, filter } = routes.queryAgent.body.shape;

const inputSchema = z.strictObject({
  question: message,
  project: projectArgument,
  agent: z.uuid().optional().describe('The id of the agent to ask, instead of a project'),
  conversation_id,
  user_id,
  filter,
});

/** Without the name that it has in the OpenAPI document: the protocol wants an object here, not a reference to one. */
const outputSchema = routes.answer.extend({});

export const askTool = (deps: { db: Db; ask: Ask }): McpFeature => ({
  scope: 'query',
  addTo(server, caller) {
    server.registerTool(
      'ask',
      {
        title: 'Ask the documents',
        description,
        inputSchema,
        outputSchema,
        // It keeps the conversation, and the agent may have tools of other services.
        annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
      },
      ({ question, project, agent, conversation_id, user_id, filter }, context) =>
        toolResult(caller, context, async () => {
          const { principal } = caller;
          const { signal } = context.mcpReq;
          const agentId = await agentOf(deps.db, principal, { agent, project });
          const conversation = { kind: 'kept', id: conversation_id ?? null } as const;
          const asked = { message: question, user: user_id, filter, conversation };
          const events = await deps.ask(principal, agentId, asked, signal);
          const answer = await wholeAnswer(toldAsItComes(events, context));
          return { structured: answer, text: toText(answer) };
        }),
    );
  },
});

/** The same events; the words of the answer go to a client that asked for progress while the rest is being written. */
async function* toldAsItComes(
  events: AsyncGenerator<AskEvent, void>,
  { mcpReq }: ServerContext,
): AsyncGenerator<AskEvent, void> {
  const progressToken = mcpReq._meta?.progressToken;
  let progress = 0;
  for await (const event of events) {
    if (event.type === 'token' && progressToken !== undefined) {
      progress += event.text.length;
      const params = { progressToken, progress, message: event.text };
      await mcpReq.notify({ method: 'notifications/progress', params });
    }
    yield event;
  }
}

function toText({ answer, citations, conversation_id }: AnswerResult): string {
  const sources = citations.map(({ n, document, page, quote }) => `[${n}] ${sourceName(document, page)}: “${quote}”`);
  const told = sources.length > 0 ? [`Sources:\n${sources.join('\n')}`] : [];
  const next = conversation_id === null ? [] : [`(conversation_id ${conversation_id})`];
  return [answer, ...told, ...next].join('\n\n');
}
