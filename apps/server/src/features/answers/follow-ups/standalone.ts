import type { Llm, Message } from '../../../platform/llm/index.ts';
import { withContext } from './heuristic.ts';
import { standsAlone } from './points-back.ts';
import { rewrite } from './rewrite.ts';

/** Longest wait for the model, in milliseconds: the answer has not even begun. */
const PATIENCE_MS = 5_000;

/**
 * The question as it would be put by somebody who has not heard what went before. With a model by one short request, unless
 * there is no conversation or the question plainly stands alone; without one, and where it fails, by rule.
 *
 * @throws the signal's reason, and nothing else
 */
export async function standalone(
  llm: Llm | null,
  question: string,
  history: readonly Message[],
  model: string | null,
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted();
  if (!history.some((message) => message.role === 'user')) return question;
  if (llm !== null && !standsAlone(question)) {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const until = signal === undefined ? patience : AbortSignal.any([signal, patience]);
    const rewritten = await rewrite(llm, question, history, model, until).catch(() => null);
    signal?.throwIfAborted();
    if (rewritten !== null) return rewritten;
  }
  return withContext(question, history);
}
