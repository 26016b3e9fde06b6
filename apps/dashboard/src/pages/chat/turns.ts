import type { Answer, Citation, Message } from '@ragkeep/sdk';

/** A question and what came of it. */
export interface Turn {
  key: string;
  question: string;
  answer: string;
  citations: readonly Citation[];
  mode: Answer['mode'] | null;
  refused: boolean;
  degraded: boolean;
  /** What was searched for, where that is not the question as it was asked. */
  searched: string | null;
  state: 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed';
  error: unknown;
}

export const newTurn = (key: string, question: string): Turn => ({
  key,
  question,
  answer: '',
  citations: [],
  mode: null,
  refused: false,
  degraded: false,
  searched: null,
  state: 'waiting',
  error: null,
});

export const answered = (turn: Turn, answer: Answer): Turn => ({
  ...turn,
  answer: answer.answer,
  citations: answer.citations,
  mode: answer.mode,
  refused: answer.refused,
  degraded: answer.degraded !== null,
  searched: answer.question === turn.question ? null : answer.question,
  state: 'done',
});

/** A kept conversation as turns. What the API was given beside questions and answers is left out. */
export function turnsOf(messages: readonly Message[]): Turn[] {
  const turns: Turn[] = [];
  for (const { id, role, content, citations, mode, refused } of messages) {
    const last = turns.at(-1);
    if (role === 'user') turns.push({ ...newTurn(id, content), state: 'done' });
    else if (role === 'assistant') {
      const said = { answer: content, citations: citations ?? [], mode, refused: refused ?? false };
      if (last && last.answer === '') turns[turns.length - 1] = { ...last, ...said };
      else turns.push({ ...newTurn(id, ''), ...said, state: 'done' });
    }
  }
  return turns;
}
