import { withoutThinking } from './thinking.ts';
import { collectCalls } from './tool-calls.ts';
import type { Completion, Delta } from './types.ts';

/** Puts the pieces of an answer together. */
export async function gather(deltas: AsyncIterable<Delta>): Promise<Completion> {
  const thinking = withoutThinking();
  const calls = collectCalls();
  const whole: Completion = { text: '', toolCalls: [], finish: 'stop', usage: null };
  for await (const delta of deltas) {
    whole.text += thinking.push(delta.text);
    whole.finish = delta.finish ?? whole.finish;
    whole.usage = delta.usage ?? whole.usage;
    calls.add(delta.toolCalls);
  }
  whole.text += thinking.end();
  whole.toolCalls = calls.all();
  return whole;
}
