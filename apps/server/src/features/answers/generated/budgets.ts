/** How much the model is given, and gives. */
export interface Budgets {
  /** Tokens of earlier turns in the prompt. */
  historyTokens: number;
  /** Tokens of what the agent's tools answered. */
  toolTokens: number;
  /** Characters after which an answer is taken for a model that cannot stop. */
  answerCharacters: number;
}

export const BUDGETS: Budgets = {
  historyTokens: 1_500,
  toolTokens: 3_000,
  answerCharacters: 40_000,
};
