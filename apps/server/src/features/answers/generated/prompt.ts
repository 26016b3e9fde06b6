import type { Message } from '../../../platform/llm/index.ts';
import type { AnswerRequest, Passage } from '../types.ts';
import type { Budgets } from './budgets.ts';
import { asData, memoryBlock, pack, sourceBlock, toolBlocks } from './data.ts';
import { recent } from './history.ts';
import { rules } from './rules.ts';

/** What is sent to the model, and the passages it can cite: source n is `sources[n - 1]`. */
export interface Prompt {
  messages: Message[];
  sources: Passage[];
}

/**
 * Builds the conversation: the rules, earlier turns, then one message with what is remembered about the user, the numbered
 * sources, the tools' results and the question last; what came after the question follows as it is.
 */
export function buildPrompt(request: AnswerRequest, budgets: Budgets): Prompt {
  const sources = pack(request.passages, request.agent.sourceTokens);
  const blocks = [
    ...(request.memory?.trim() ? [memoryBlock(request.memory.trim())] : []),
    ...sources.map(sourceBlock),
    ...toolBlocks(request.toolResults ?? [], budgets.toolTokens),
    `Question: ${asData(request.question)}`,
  ];
  return {
    messages: [
      { role: 'system', content: rules(request) },
      ...recent(request.history ?? [], budgets.historyTokens),
      { role: 'user', content: blocks.join('\n\n') },
      ...(request.after ?? []),
    ],
    sources,
  };
}
