import { isGranted } from '@ragkeep/access';
import type { Principal } from '../../access/principal.ts';
import type { Message } from '../../platform/llm/index.ts';
import { appendMessages, type OpenConversation, openConversation } from '../conversations/index.ts';
import { resolveUser } from '../users/index.ts';
import type { AskDeps } from './deps.ts';
import type { Question } from './types.ts';

/** What was said before a question, and who asks. */
export interface Dialogue {
  /** Where question and answer are added; null: nowhere. */
  conversation: OpenConversation['conversation'] | null;
  userId: string | null;
  /** Oldest first. */
  history: Message[];
  after: Message[];
}

interface AskedAgent {
  id: string;
  project_id: string;
  use_memory: boolean;
}

export async function openDialogue(
  deps: AskDeps,
  principal: Principal,
  agent: AskedAgent,
  { conversation, user }: Question,
): Promise<Dialogue> {
  if (conversation.kind === 'given') {
    const { history, after = [] } = conversation;
    return { conversation: null, userId: await idOf(deps, principal, user, false), history, after };
  }
  const { id, store = true } = conversation;
  if (id === null && !store) {
    return { conversation: null, userId: await idOf(deps, principal, user, false), history: [], after: [] };
  }
  const opened = await openConversation(deps, principal, { id, agent, ...(user === undefined ? {} : { user }) });
  return {
    conversation: store ? opened.conversation : null,
    userId: opened.userId,
    history: opened.history,
    after: [],
  };
}

async function idOf(deps: AskDeps, principal: Principal, user: string | undefined, create: boolean) {
  return (await resolveUser(deps, principal, user, { create }))?.id ?? null;
}

/**
 * Adds question and answer to the conversation, and what the user says of themselves to what is remembered about them, if
 * the agent does that and the credential may. An answer is not remembered: it can be had again from the documents.
 */
export async function keep(
  deps: AskDeps,
  principal: Principal,
  agent: AskedAgent,
  { conversation, userId }: Dialogue,
  { message }: Question,
  answer: { text: string; facts: object },
): Promise<{ conversation_id: string | null; message_id: string | null }> {
  if (conversation === null) return { conversation_id: null, message_id: null };
  const messages = [
    { role: 'user' as const, content: message },
    { role: 'assistant' as const, content: answer.text, answer: answer.facts },
  ];
  const { conversationId, ids } = await appendMessages(deps, principal.tenantId, conversation, messages);
  const [questionId, answerId = null] = ids;
  const remembers = userId !== null && agent.use_memory && isGranted(principal.scopes, 'memory:write');
  if (remembers && saysSomething(message)) {
    const said = { role: 'user' as const, content: message, ...(questionId ? { id: questionId } : {}) };
    const place = { projectId: agent.project_id, agentId: agent.id, conversationId };
    await deps.memory.remember(principal, { userId, ...place, messages: [said] }).catch((error: unknown) => {
      // The answer is there and kept; that its question will not be remembered must not take it away.
      deps.log.error({ err: error }, 'what was said could not be remembered');
    });
  }
  return { conversation_id: conversationId, message_id: answerId };
}

/** Whether there is more to a message than questions, which say little about who asks. */
const saysSomething = (message: string): boolean =>
  (message.match(/[^.!?。！？\n]+[.!?。！？]*/g) ?? []).some(
    (sentence) => !/[?？]\s*$/.test(sentence) && /\p{L}/u.test(sentence),
  );
