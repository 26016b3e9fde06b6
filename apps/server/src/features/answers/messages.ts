import type { Message } from '../../platform/llm/index.ts';

/** What a message says in words; images and sounds say nothing. */
export function textOf(message: Message): string {
  const { content } = message;
  if (typeof content === 'string') return content;
  return (content ?? []).flatMap((part) => ('text' in part ? [part.text] : [])).join('\n');
}
