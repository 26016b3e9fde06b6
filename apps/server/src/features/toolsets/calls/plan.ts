import { type Completion, type Llm, LlmError, type Message } from '../../../platform/llm/index.ts';
import type { Log } from '../../../platform/log.ts';
import type { Operation } from '../types.ts';

const PROMPT = [
  'You decide whether calls of functions help to answer the last question of the user.',
  'Documents are searched for the answer anyway. Call a function only where the question needs what that function gives or does,',
  'with arguments that come from what the user says. Where none is needed, answer with the one word "none".',
].join(' ');

/**
 * Asks the model which calls help with a question. It sees what the user said and the operations, and nothing that came out
 * of a document or an API, not even earlier answers: what stands there can cause no call.
 *
 * @param operations by the names they are offered under
 * @returns nothing where the model fails, so that the question is answered without
 */
export async function planCalls(
  { llm, log }: { llm: Llm; log: Log },
  operations: ReadonlyMap<string, Operation>,
  asked: { question: string; history: readonly Message[]; model: string | null },
  signal: AbortSignal,
): Promise<Completion['toolCalls']> {
  const said = asked.history.filter((message) => message.role === 'user');
  const messages: Message[] = [{ role: 'system', content: PROMPT }, ...said, { role: 'user', content: asked.question }];
  const tools = [...operations].map(([name, operation]) => ({
    type: 'function' as const,
    function: describe(name, operation),
  }));
  try {
    const request = { messages, model: asked.model, options: { tools, tool_choice: 'auto' as const } };
    return (await llm.complete(request, signal)).toolCalls;
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    log.warn({ err: error }, 'the language model did not say which tools to call; the question is answered without');
    return [];
  }
}

function describe(name: string, { description, method, path, parameters, body }: Operation) {
  const properties = [
    ...parameters.map((one): [string, object] => [
      one.name,
      one.description ? { ...one.schema, description: one.description } : one.schema,
    ]),
    ...(body ? [['body', body.schema] satisfies [string, object]] : []),
  ];
  const required = [...parameters, ...(body ? [{ name: 'body', ...body }] : [])].filter((one) => one.required);
  return {
    name,
    description: description || `${method} ${path}`,
    parameters: {
      type: 'object',
      properties: Object.fromEntries(properties),
      required: required.map((one) => one.name),
      additionalProperties: false,
    },
  };
}
