import type { AnswerRequest } from '../types.ts';

/**
 * Where the caller's limits end a text: before the first of its stop sequences, else after `max_completion_tokens` (or
 * `max_tokens`) of OpenAI's `o200k_base`, at a word.
 *
 * @returns UTF-16 offset in `text`, and why it ends there
 */
export async function limitOf(
  text: string,
  options: AnswerRequest['options'] = {},
): Promise<{ end: number; finish: 'stop' | 'length' }> {
  const stops = [options.stop ?? []].flat().filter((stop) => stop !== '');
  const end = Math.min(text.length, ...stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0));
  const most = options.max_completion_tokens ?? options.max_tokens ?? null;
  // A token has at least one character: the tokenizer (0.2 s, 100 MB) is loaded only when it can matter.
  if (most === null || end <= most) return { end, finish: 'stop' };
  const { beginning } = await import('../../../platform/llm/tokens.ts');
  const fits = beginning(text.slice(0, end), most).length;
  return { end: fits, finish: fits < end ? 'length' : 'stop' };
}
