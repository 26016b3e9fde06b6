import type { Answer, AnswerEvent, AnswerRequest } from './types.ts';

/** Says, in the agent's words, that the documents do not hold the answer. */
export function* refuse(request: AnswerRequest, mode: Answer['mode']): Generator<AnswerEvent, void> {
  const answer = request.agent.refusal;
  yield { type: 'token', text: answer };
  yield {
    type: 'done',
    answer: { answer, citations: [], mode, refused: true, usage: null, finish: 'stop', toolCalls: [] },
  };
}
