import { withoutThinking } from './thinking.ts';
import type { Completion, Delta } from './types.ts';

/** Puts the pieces of an answer together. */
export async function gather(deltas: AsyncIterable<Delta>): Promise<Completion> {
  const thinking = withoutThinking();
  const calls = new Map<number, Completion['toolCalls'][number]>();
  const whole: Completion = { text: '', toolCalls: [], finish: 'stop', usage: null };
  for await (const delta of deltas) {
    whole.text += thinking.push(delta.text);
    whole.finish = delta.finish ?? whole.finish;
    whole.usage = delta.usage ?? whole.usage;
    for (const piece of delta.toolCalls) {
      const call = calls.get(piece.index) ?? { id: '', name: '', arguments: '' };
      call.id ||= piece.id ?? '';
      call.name += piece.function?.name ?? '';
      call.arguments += piece.function?.arguments ?? '';
      calls.set(piece.index, call);
    }
  }
  whole.text += thinking.end();
  whole.toolCalls = [...calls.values()];
  return whole;
}
