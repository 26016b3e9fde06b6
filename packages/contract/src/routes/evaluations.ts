import { z } from 'zod';
import { id, listOf, name, page, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';
import { projectRef } from './projects.ts';
import { documentRef } from './search.ts';

const params = z.strictObject({ project: projectRef, id });
const at = (path: string) => ({
  path: `/projects/:project/evaluations${path}`,
  aliases: [`/workspaces/:project/evaluations${path}`],
  tag: 'Evaluations',
});

const QUESTIONS_PER_EVALUATION = 1000;
const DIFFERENT_TAGS = 50;

/** PostgreSQL keeps neither NUL nor half of a surrogate pair. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'must be well-formed Unicode without NUL');

const tag = z
  .string()
  .max(50)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:/-]*$/u, 'letters, digits, spaces and ._:/-, beginning with a letter or digit');

const question = z.strictObject({
  question: text(10_000),
  expected_documents: z
    .array(text(2000))
    .max(50)
    .default([])
    .describe('Documents that hold the answer, each by its `id`, `external_id`, URL, file name or title'),
  expected_answer: text(10_000)
    .nullable()
    .default(null)
    .describe('What the answer has to say, as short as can be: `90 metres`'),
  answerable: z.boolean().default(true).describe('False: the documents do not hold the answer, and it should say so'),
  tags: z.array(tag).max(20).default([]).describe('Scores are given for each tag, too'),
});

const questions = z
  .array(
    question.refine(
      ({ answerable, expected_answer, expected_documents }) =>
        answerable || (expected_answer === null && expected_documents.length === 0),
      'a question that cannot be answered has neither expected_documents nor an expected_answer',
    ),
  )
  .min(1)
  .max(QUESTIONS_PER_EVALUATION)
  .refine((list) => new Set(list.map((each) => each.question)).size === list.length, 'holds a question twice')
  .refine(
    (list) => new Set(list.flatMap(({ tags }) => tags)).size <= DIFFERENT_TAGS,
    `has more than ${DIFFERENT_TAGS} different tags`,
  );

const searchMode = z.enum(['hybrid', 'lexical', 'semantic']);

const settings = z.strictObject({
  agent_version: z.number().int(),
  agent_name: z.string(),
  model: z.string().nullable().describe('The agent’s own; null: the default of what it answers with'),
  temperature: z.number().nullable(),
  top_k: z.number().int().describe('How many passages were read for an answer'),
  search_mode: searchMode,
  source_tokens: z.number().int(),
  filter: z.record(z.string(), z.unknown()).nullable(),
  engines: z.strictObject({ lexical: z.string(), embedder: z.string(), answerer: z.string() }),
});

const score = z
  .strictObject({
    value: z.number().describe('The mean of what the questions got, each 0…1'),
    low: z.number().describe('Where the 95 % interval begins (Wilson)'),
    high: z.number(),
    n: z.number().int().describe('Questions that count for it'),
  })
  .nullable()
  .meta({ id: 'EvaluationScore', description: 'Null: no question counts for it' });

/** Of each metric what it says, per question as 0…1. */
const METRICS = {
  right:
    'All that was expected: refused if it cannot be answered; else answered, an expected document cited, and the expected answer said',
  recall_at_1: 'Share of the expected documents that are the first one found',
  recall_at_5: 'Share of the expected documents among the first 5 found',
  recall_at_10: 'Share of the expected documents among the first 10 found',
  mrr_at_10: 'One through the rank of the first expected document, 0 beyond 10',
  ndcg_at_10: 'Expected documents among the first 10, worth the less the later they come',
  answered: 'Answered, of those that can be',
  wrongly_refused: 'Refused, of those that can be answered',
  refused_correctly: 'Refused, of those that cannot be answered',
  cited_expected: 'An expected document is cited',
  answer_f1: 'Words in common with the expected answer (F1)',
  answer_contains: 'The expected answer stands in the answer',
  grounded: 'Share of an answer’s citations whose quote stands in the document, word for word',
} as const;
type Metric = keyof typeof METRICS;

/** In the order in which they are shown. */
export const EVALUATION_METRICS = Object.keys(METRICS) as Metric[];

const forEachMetric = <T extends z.ZodType>(schema: T) =>
  z.strictObject(
    Object.fromEntries(Object.entries(METRICS).map(([metric, text]) => [metric, schema.describe(text)])) as Record<
      Metric,
      T
    >,
  );

const scoresOf = {
  questions: z.number().int(),
  failed: z.number().int().describe('Questions that got no answer, by an error'),
  missing: z.number().int().describe('Questions that expect a document which is not in the project'),
  latency_ms: z
    .strictObject({ p50: z.number(), p95: z.number() })
    .nullable()
    .describe('From the question to the end of its answer; null when there was none'),
  metrics: forEachMetric(score),
};

const scores = z
  .strictObject({ ...scoresOf, by_tag: z.record(z.string(), z.strictObject(scoresOf)) })
  .meta({ id: 'EvaluationScores' });

export const evaluation = z
  .strictObject({
    id,
    project_id: id,
    agent_id: id,
    name: z.string(),
    status: z
      .enum(['queued', 'running', 'succeeded', 'failed'])
      .describe('`failed` when no question at all could be answered'),
    settings: settings.describe('What was judged'),
    progress: z.strictObject({ done: z.number().int(), total: z.number().int() }),
    scores: scores.nullable().describe('Null until it has ended'),
    error: z.string().nullable(),
    created_at: timestamp,
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
  })
  .meta({ id: 'Evaluation', description: 'Questions with what is expected, and how an agent did on them' });

const outcome = z
  .enum(['right', 'wrong', 'failed'])
  .describe('`right`: all that was expected; `failed`: an error kept it from being answered');

const judgedDocument = documentRef.omit({ metadata: true });

const result = z.strictObject({
  outcome,
  retrieved: z
    .array(
      z.strictObject({
        rank: z.number().int(),
        document: judgedDocument,
        expected: z.boolean(),
      }),
    )
    .describe('The documents that a search finds, by their best passages'),
  missing: z.array(z.string()).describe('Expected documents that are not in the project'),
  answer: z.string().nullable(),
  mode: z.enum(['generated', 'extractive']).nullable(),
  refused: z.boolean().nullable(),
  citations: z.array(
    z.strictObject({
      n: z.number().int(),
      document: judgedDocument,
      page: z.number().int().nullable(),
      quote: z.string(),
      expected: z.boolean(),
      verbatim: z.boolean().describe('Whether the quote stands in the document where it is said to'),
    }),
  ),
  metrics: forEachMetric(z.number().nullable()).describe('What the question got; null where a metric is not about it'),
  latency_ms: z.number().nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});

export const evaluationQuestion = question
  .extend({ ordinal: z.number().int().describe('Its place, from 1'), result: result.nullable() })
  .meta({ id: 'EvaluationQuestion' });

export const createEvaluation = defineRoute({
  id: 'createEvaluation',
  method: 'POST',
  ...at(''),
  summary: 'Evaluate an agent',
  description:
    'Asks each question, and compares what is found and answered with what is expected. Needs `query` as well, since it asks. Questions have no user and no conversation, and nothing of them is remembered.',
  access: ['agents:write'],
  idempotent: true,
  params: params.omit({ id: true }),
  body: z.strictObject({
    name: name.optional().describe('Without one it is called by the agent and its version'),
    agent_id: id.optional().describe('Without one the project’s first is judged'),
    version: z.number().int().min(1).optional().describe('Another version of the agent than the published one'),
    questions,
    settings: z
      .strictObject({
        top_k: z.number().int().min(1).max(50).optional().describe('How many passages are read for an answer'),
        search_mode: searchMode.optional(),
      })
      .default({})
      .describe('Instead of the agent’s own'),
  }),
  success: { status: 202, description: 'The evaluation, which has begun', body: evaluation },
  errors: ['answerer_failed'],
});

export const listEvaluations = defineRoute({
  id: 'listEvaluations',
  method: 'GET',
  ...at(''),
  summary: 'List evaluations',
  description: 'Newest first.',
  access: ['agents:read'],
  params: params.omit({ id: true }),
  query: page.extend({ agent_id: id.optional() }),
  success: { status: 200, description: 'A page of evaluations', body: listOf(evaluation) },
  errors: ['invalid_cursor'],
});

export const getEvaluation = defineRoute({
  id: 'getEvaluation',
  method: 'GET',
  ...at('/:id'),
  summary: 'Read an evaluation and its scores',
  access: ['agents:read'],
  params,
  success: { status: 200, description: 'The evaluation', body: evaluation },
});

export const listEvaluationQuestions = defineRoute({
  id: 'listEvaluationQuestions',
  method: 'GET',
  ...at('/:id/questions'),
  summary: 'Read what came of each question',
  description: 'In their order. Needs `query` as well, since it shows what the documents say.',
  access: ['agents:read'],
  params,
  query: page.extend({
    only: z.enum(['wrong']).optional().describe('`wrong`: those that were wrong or failed'),
  }),
  success: { status: 200, description: 'A page of questions', body: listOf(evaluationQuestion) },
  errors: ['invalid_cursor'],
});

export const compareEvaluations = defineRoute({
  id: 'compareEvaluations',
  method: 'GET',
  ...at('/:id/comparison'),
  summary: 'Compare an evaluation with another',
  description:
    'By the questions that both have, with the same expectations. Whether a difference may be chance is said by the p-value of a sign test on these pairs.',
  access: ['agents:read'],
  params,
  query: z.strictObject({
    with: id.optional().describe('Another evaluation of the project; without one, the last before it that succeeded'),
  }),
  success: {
    status: 200,
    description: 'What changed',
    body: z
      .strictObject({
        id,
        with: id,
        shared: z.number().int().describe('Questions that both have'),
        metrics: forEachMetric(
          z
            .strictObject({
              value: z.number(),
              with: z.number(),
              delta: z.number().describe('`value` less `with`'),
              better: z.number().int().describe('Questions that got better by it'),
              worse: z.number().int(),
              p_value: z
                .number()
                .describe('How likely chance alone makes so large a difference; below 0.05 it is worth believing'),
              n: z.number().int(),
            })
            .nullable(),
        ),
        changed: z
          .array(
            z.strictObject({
              question: z.string(),
              ordinal: z.number().int(),
              change: z.enum(['better', 'worse']),
              outcome,
              with_outcome: outcome,
            }),
          )
          .describe('Questions that are right and were not, or the other way round'),
      })
      .meta({ id: 'EvaluationComparison' }),
  },
  errors: ['evaluation_running'],
});

export const deleteEvaluation = defineRoute({
  id: 'deleteEvaluation',
  method: 'DELETE',
  ...at('/:id'),
  summary: 'Delete an evaluation, or cancel it',
  access: ['agents:write'],
  params,
  success: { status: 204, description: 'It is gone; no further question is asked' },
});
