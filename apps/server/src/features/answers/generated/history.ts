import type { Message } from '../../../platform/llm/index.ts';
import { tokens } from '../../../platform/llm/tokens.ts';
import { textOf } from '../messages.ts';
import { asData } from './data.ts';

/**
 * The last turns that fit into `budget` tokens, without the citation marks of their own sources. A call of tools and what
 * they answered are one turn: half of it would be refused by the endpoint. What was cut begins with the user again.
 */
export function recent(history: readonly Message[], budget: number): Message[] {
  const turns = turnsOf(history);
  let left = budget;
  let from = turns.length;
  while (from > 0) {
    left -= (turns[from - 1] ?? []).reduce((sum, message) => sum + size(message), 0);
    if (left < 0) break;
    from -= 1;
  }
  if (from > 0) while (from < turns.length && turns[from]?.[0]?.role !== 'user') from += 1;
  return turns.slice(from).flat();
}

/** Messages as turns; tool messages without the call they answer, and calls without all their answers, are left out. */
function turnsOf(history: readonly Message[]): Message[][] {
  const turns: Message[][] = [];
  for (let i = 0; i < history.length; i += 1) {
    const message = history[i];
    if (message === undefined || message.role === 'tool' || message.role === 'function') continue;
    const called = message.role === 'assistant' ? (message.tool_calls ?? []).map((call) => call.id) : [];
    if (called.length === 0) {
      const content = clean(message);
      if (content.trim() !== '') turns.push([{ role: message.role, content }]);
      continue;
    }
    const answers: Message[] = [];
    for (let next = history[i + 1]; next?.role === 'tool'; next = history[i + answers.length + 1]) answers.push(next);
    const answered = new Set(answers.map((answer) => (answer.role === 'tool' ? answer.tool_call_id : '')));
    if (called.every((id) => answered.has(id))) turns.push([message, ...answers]);
  }
  return turns;
}

function clean(message: Message): string {
  const text = textOf(message);
  return message.role === 'assistant' ? text.replace(/\s?\[\d+\]/g, '') : asData(text);
}

function size(message: Message): number {
  const calls = message.role === 'assistant' ? JSON.stringify(message.tool_calls ?? '') : '';
  return tokens(textOf(message)) + tokens(calls);
}
