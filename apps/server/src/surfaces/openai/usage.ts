import type { Answered } from '../../features/query/index.ts';
import type { ChatBody } from './question.ts';

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/**
 * What an answer took: as the model counts, else the tokens of what was sent and of what came back. The counter is loaded
 * with the first use (0.2 s, 100 MB).
 */
export async function usageOf({ messages }: ChatBody, { result, toolCalls }: Answered): Promise<Usage> {
  if (result.usage) return withTotal(result.usage.prompt_tokens, result.usage.completion_tokens);
  const { tokens } = await import('../../platform/llm/tokens.ts');
  const sent = messages.map(({ content }) => (typeof content === 'string' ? content : partsOf(content))).join('\n');
  const called = toolCalls.map((call) => `${call.name}${call.arguments}`);
  return withTotal(tokens(sent), tokens([result.answer, ...called].join('\n')));
}

const partsOf = (content: readonly { text?: string | undefined }[] | null | undefined): string =>
  content?.map(({ text }) => text ?? '').join('\n') ?? '';

const withTotal = (prompt_tokens: number, completion_tokens: number): Usage => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
});
