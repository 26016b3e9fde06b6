import type { ResultOf, routes } from '@ragkeep/contract';
import type { z } from 'zod';
import type { Principal } from '../../access/principal.ts';

export type Evaluation = ResultOf<typeof routes.getEvaluation>;
export type Comparison = ResultOf<typeof routes.compareEvaluations>;
export type Scores = NonNullable<Evaluation['scores']>;
/** Of all questions, or of those with a tag. */
export type ScoresOfSome = Omit<Scores, 'by_tag'>;
export type Score = ScoresOfSome['metrics'][Metric];

/** What is judged by; see the contract for what each says. */
export type Metric = keyof Scores['metrics'];

type Asked = z.output<typeof routes.evaluationQuestion>;

/** A question and what is expected: `evaluation_questions.question`. */
export type Expectation = Pick<Asked, 'question' | 'expected_documents' | 'expected_answer' | 'answerable' | 'tags'>;

/** What came of it: `evaluation_questions.result`. */
export type Result = NonNullable<Asked['result']>;

/** What one question got, by metric: 0…1, null where it is not about such a question. */
export type Marks = Result['metrics'];

export interface Judged {
  ordinal: number;
  question: Expectation;
  result: Result;
}

/** `evaluations.settings`: what is shown of it, how it is asked, and in whose name. */
export interface Plan {
  shown: Evaluation['settings'];
  overrides: { top_k?: number | undefined; search_mode?: Evaluation['settings']['search_mode'] | undefined };
  asker: { type: Principal['type']; id: string };
}
