import type { BodyOf, routes } from '@ragkeep/contract';
import type { Question } from '../../features/query/index.ts';
import { invalid } from '../../platform/errors.ts';
import type { Message, Options } from '../../platform/llm/index.ts';

export type ChatBody = BodyOf<typeof routes.createChatCompletion>;
type ChatMessage = ChatBody['messages'][number];
type Content = Extract<ChatMessage, { role: 'user' }>['content'];

/** As long as a question may be that is asked of an agent. */
const QUESTION_CHARACTERS = 10_000;
/** Some 100,000 tokens: more than is ever given to a model here, and as much as may be counted at one go (0.1 s). */
const CHARACTERS = 400_000;

/**
 * What a chat completion asks: the last message of the user is the question, what stands before it the conversation, what
 * stands after it the model's calls of the caller's tools with what those answered.
 *
 * @throws ApiError `invalid_request` naming the field
 */
export function toQuestion(body: ChatBody): Question {
  const messages = body.messages.map((message, index) => toMessage(message, `messages[${index}].content`));
  if (messages.reduce((sum, message) => sum + lengthOf(message), 0) > CHARACTERS) {
    throw invalid('messages', `may have ${CHARACTERS.toLocaleString('en')} characters in all`);
  }
  const at = messages.findLastIndex(({ role }) => role === 'user');
  if (at < 0) throw invalid('messages', 'must hold a message of the role user: the question');
  const question = String(messages[at]?.content);
  if (question.trim() === '') throw invalid(`messages[${at}].content`, 'must not be empty: it is the question');
  if (question.length > QUESTION_CHARACTERS) {
    const limit = QUESTION_CHARACTERS.toLocaleString('en');
    throw invalid(`messages[${at}].content`, `is the question, which may have ${limit} characters`);
  }
  const isInstruction = ({ role }: Message) => role === 'system';
  const instructions = messages.filter(isInstruction).map(({ content }) => content);
  const others = (some: Message[]) => some.filter((message) => !isInstruction(message));
  return {
    message: question,
    filter: body.filter ?? undefined,
    conversation: {
      kind: 'given',
      history: others(messages.slice(0, at)),
      after: others(messages.slice(at + 1)),
    },
    citationStyle: body.citation_style ?? undefined,
    instructions: instructions.join('\n\n') || undefined,
    options: (generative) => (generative ? optionsOf(body) : optionsWithoutModel(body)),
  };
}

/** Everything of a message as one text, for the models that know no parts. */
function toMessage(message: ChatMessage, path: string): Message {
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: textOf(message.content, path) };
    case 'user':
      return { role: 'user', content: textOf(message.content, path) };
    case 'tool':
      return { role: 'tool', tool_call_id: message.tool_call_id, content: textOf(message.content, path) };
    case 'assistant': {
      const { content, tool_calls: calls } = message;
      const text = content === undefined || content === null ? null : textOf(content, path);
      return calls?.length
        ? { role: 'assistant', content: text, tool_calls: calls }
        : { role: 'assistant', content: text ?? '' };
    }
  }
}

function lengthOf(message: Message): number {
  const calls = (message.role === 'assistant' && message.tool_calls) || [];
  return (message.content?.length ?? 0) + calls.reduce((sum, call) => sum + JSON.stringify(call).length, 0);
}

function textOf(content: Content, path: string): string {
  if (typeof content === 'string') return content;
  return content
    .map(({ type, text }, index) => {
      if (type === 'text' && text !== undefined) return text;
      throw invalid(`${path}[${index}]`, 'must be of the type text; images, sound and files cannot be read here');
    })
    .join('\n');
}

function optionsOf(body: ChatBody): Options {
  const { tools, tool_choice, parallel_tool_calls } = body;
  const hasTools = tools !== undefined && tools !== null && tools.length > 0;
  if (!hasTools && asksForTool(tool_choice)) throw invalid('tool_choice', 'needs tools');
  const { frequency_penalty, presence_penalty, max_tokens, max_completion_tokens, stop } = body;
  const { temperature, top_p, seed, reasoning_effort, response_format } = body;
  return given({
    ...{ frequency_penalty, presence_penalty, max_tokens, max_completion_tokens, stop },
    ...{ temperature, top_p, seed, reasoning_effort, response_format },
    ...(hasTools ? { tools, tool_choice, parallel_tool_calls } : {}),
  });
}

/** Quoted sentences call no tool and are no JSON; who asks for no more than may be done is answered without it. */
function optionsWithoutModel(body: ChatBody): Options {
  const why = 'needs a language model, and this agent answers without one';
  if (asksForTool(body.tool_choice)) throw invalid('tool_choice', why);
  if ((body.response_format?.type ?? 'text') !== 'text') throw invalid('response_format', why);
  const { max_tokens, max_completion_tokens, stop } = body;
  return given({ max_tokens, max_completion_tokens, stop });
}

/** One by name, one of a list, or any at all. */
const asksForTool = (choice: ChatBody['tool_choice']): boolean =>
  choice === 'required' || (typeof choice === 'object' && choice !== null);

/** Without what is null, which clients send for what they do not say. */
const given = (options: Record<string, unknown>): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null));
