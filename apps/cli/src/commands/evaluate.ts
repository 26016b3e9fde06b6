import { setTimeout as delay } from 'node:timers/promises';
import { type CreateEvaluationBody, type Ragkeep, RagkeepError } from '@ragkeep/sdk';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { ClientError } from '../errors.ts';
import type { Comparison, Evaluation } from '../evaluate/metrics.ts';
import { readQuestions } from '../evaluate/question-file.ts';
import { printReport } from '../evaluate/report.ts';
import { parseThreshold, shortfalls, type Threshold } from '../evaluate/thresholds.ts';
import { listOf, uuid, wholeNumber } from '../terminal/index.ts';

const FIRST_POLL_MS = 100;
const SLOWEST_POLL_MS = 2_000;
const LARGEST = Number.MAX_SAFE_INTEGER;

const threshold = z.string().transform((text, context): Threshold => {
  try {
    return parseThreshold(text);
  } catch (error) {
    context.issues.push({ code: 'custom', message: (error as Error).message, input: text });
    return z.NEVER;
  }
});

export const evaluate = defineCommand({
  name: 'eval',
  summary: 'Judge an agent by questions with expected answers',
  shape: {
    project: z.string().min(1).describe('the project’s id or slug'),
    file: z.string().min(1).describe('the questions: .jsonl, .json or .csv'),
    agent: uuid.optional().describe('the agent’s id; else the project’s first'),
    agentVersion: wholeNumber(1, LARGEST).optional().describe('else the published one'),
    topK: wholeNumber(1, LARGEST).optional().describe('passages read for an answer, instead of the agent’s'),
    searchMode: z
      .enum(['hybrid', 'lexical', 'semantic'])
      .optional()
      .describe('hybrid, lexical or semantic, instead of the agent’s'),
    name: z.string().min(1).optional().describe('what the evaluation is called'),
    compare: z.literal('last').or(uuid).optional().describe('last, or the id of an evaluation to compare with'),
    failUnder: listOf(threshold).optional().describe('ends with 1 below these, as recall@10=0.8,right=0.7'),
  },
  positionals: ['project', 'file'],
  async run({ connect, stderr }, asked) {
    const { project, agent, agentVersion, topK, searchMode, name } = asked;
    const { ragkeep } = await connect();
    // Whether they make sense is for the server to say.
    const questions = (await readQuestions(asked.file)) as CreateEvaluationBody['questions'];
    const begun = await ragkeep.createEvaluation(project, {
      questions,
      ...(name === undefined ? {} : { name }),
      ...(agent === undefined ? {} : { agent_id: agent }),
      ...(agentVersion === undefined ? {} : { version: agentVersion }),
      settings: {
        ...(topK === undefined ? {} : { top_k: topK }),
        ...(searchMode === undefined ? {} : { search_mode: searchMode }),
      },
    });
    const evaluation = await ended(ragkeep, project, begun, (done, total) => {
      // In one line of a terminal; in a log, nothing of it is of use.
      if (stderr.isTTY) stderr.write(`\r${done} of ${total} questions${done === total ? '\n' : ''}`);
    });
    const comparison = asked.compare ? await compared(ragkeep, project, evaluation.id, asked.compare) : null;
    const report = { evaluation, comparison, below: shortfalls(evaluation, asked.failUnder ?? []) };
    return {
      output: report,
      text: printReport(report),
      failed: report.below.length > 0 || evaluation.status === 'failed',
    };
  },
});

/** Null on the first time, when there is no last one. */
async function compared(ragkeep: Ragkeep, project: string, id: string, other: string): Promise<Comparison | null> {
  return ragkeep.compareEvaluations(project, id, other === 'last' ? {} : { with: other }).catch((error: unknown) => {
    if (other === 'last' && error instanceof RagkeepError && error.code === 'not_found') return null;
    throw error;
  });
}

async function ended(
  ragkeep: Ragkeep,
  project: string,
  begun: Evaluation,
  tell: (done: number, total: number) => void,
): Promise<Evaluation> {
  let evaluation = begun;
  for (let wait = FIRST_POLL_MS; evaluation.finished_at === null; wait = Math.min(wait * 1.5, SLOWEST_POLL_MS)) {
    await delay(wait);
    evaluation = await ragkeep.getEvaluation(project, begun.id);
    tell(evaluation.progress.done, evaluation.progress.total);
  }
  if (evaluation.scores === null) throw new ClientError(evaluation.error ?? 'The evaluation ended without scores.');
  return evaluation;
}
