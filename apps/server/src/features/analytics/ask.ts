import { noteUse } from '../../access/usage.ts';
import type { AnswerResult, Ask, AskEvent } from '../query/index.ts';
import type { UsageCounts } from './counts.ts';

/** Asks, and notes on the request that it was a question, whether it was answered, and the language model's tokens. */
export const countedAsk =
  (ask: Ask): Ask =>
  async (principal, agentId, question, signal) =>
    watched(await ask(principal, agentId, question, signal), ({ refused, usage }) =>
      noteUse(principal, {
        queries: 1,
        unanswered: refused ? 1 : 0,
        promptTokens: usage?.prompt_tokens ?? 0,
        completionTokens: usage?.completion_tokens ?? 0,
      }),
    );

/** Asks for what is no request, as an evaluation: it costs tokens, and is nobody's question. */
export const askAsWork =
  (ask: Ask, counts: UsageCounts): Ask =>
  async (principal, agentId, question, signal) =>
    watched(await ask(principal, agentId, question, signal), ({ usage }) => {
      const projectId = principal.usage?.projectId ?? null;
      counts.work(
        principal.tenantId,
        { projectId, agentId },
        { prompt_tokens: usage?.prompt_tokens ?? 0, completion_tokens: usage?.completion_tokens ?? 0 },
      );
    });

/** The same events; `onAnswer` is called before the last of them goes out, so that it is known when the answer is. */
async function* watched(
  events: AsyncGenerator<AskEvent, void>,
  onAnswer: (result: AnswerResult) => void,
): AsyncGenerator<AskEvent, void> {
  for await (const event of events) {
    if (event.type === 'done') onAnswer(event.result);
    yield event;
  }
}
