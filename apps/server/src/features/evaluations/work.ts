import { z } from 'zod';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { NewWork, Queue, WorkHandler } from '../../platform/queue/index.ts';
import { type AskingDeps, askQuestion } from './ask-question.ts';
import { planOf } from './present.ts';
import { scoresOf } from './scores.ts';
import * as store from './store.ts';
import type { Judged } from './types.ts';

export interface EvaluationWorkDeps extends AskingDeps {
  clock: Clock;
  queue: Pick<Queue, 'enqueue' | 'wake'>;
}

/** The kind of work that asks an evaluation's questions. */
export const EVALUATE = 'evaluation';

/** Asked before other tenants' evaluations have their turn. */
const AT_A_TIME = 8;
/** Tries at the same few questions before the evaluation is given up: something in them ends the process, or never works. */
const MOST_TRIES = 6;

const payload = z.strictObject({ evaluationId: z.string() });

export const evaluationWork = (tenantId: string, evaluationId: string): NewWork => ({
  kind: EVALUATE,
  tenantId,
  payload: { evaluationId },
});

/**
 * Asks the first few questions that have no result yet, one after the other so that their latencies are honest, and comes back at
 * the end of the line for the rest. Each result is written as soon as it is there: a killed process repeats one question at
 * most. No transaction is open while an answer is waited for. An evaluation that is deleted meanwhile ends with the question at hand.
 */
export const evaluate =
  (deps: EvaluationWorkDeps): WorkHandler =>
  async (item, context) => {
    const { evaluationId } = payload.parse(item.payload);
    const { tenant_id: tenantId } = item;
    const { db, clock, queue } = deps;
    const row = await store.begin(db, tenantId, evaluationId, clock.now());
    if (!row) return context.complete(db);

    const isHopeless = item.attempts > MOST_TRIES;
    const open = isHopeless ? [] : await store.listOpenQuestions(db, tenantId, evaluationId, AT_A_TIME);
    const plan = planOf(row);
    const subject = { projectId: row.project_id, agentId: row.agent_id, plan };
    for (const { ordinal, question } of open) {
      const result = await askQuestion(deps, askerOf(row, plan.asker), subject, question, context.signal);
      if (!(await store.saveResult(db, tenantId, evaluationId, ordinal, result))) return context.complete(db);
    }

    const isDone = open.length < AT_A_TIME;
    await db.transaction().execute(async (tx) => {
      await context.complete(tx);
      if (isDone) await end(tx, row, isHopeless, clock.now());
      else await queue.enqueue(tx, [evaluationWork(tenantId, evaluationId)]);
    });
    if (!isDone) queue.wake();
  };

/** Whoever began it, with no right but to ask, and nowhere but in the project. */
const askerOf = (
  { tenant_id, project_id }: store.EvaluationRow,
  { type, id }: Pick<Principal, 'type' | 'id'>,
): Principal => ({
  type,
  id,
  tenantId: tenant_id,
  scopes: ['query'],
  projectIds: [project_id],
  agentIds: null,
  memberId: null,
  role: null,
  sessionId: null,
  derivedFor: null,
  filter: null,
  address: 'evaluation',
});

async function end(tx: Db, { tenant_id, id }: store.EvaluationRow, isHopeless: boolean, now: Date): Promise<void> {
  const judged = await store.listJudged(tx, tenant_id, id);
  const error = isHopeless ? 'Some questions could not be asked; the server’s log says why.' : failureOf(judged);
  const status = error === null ? 'succeeded' : 'failed';
  await store.finish(tx, tenant_id, id, { status, scores: scoresOf(judged), error, finished_at: now });
}

/** Why nothing was answered; null if anything was. */
function failureOf(judged: readonly Judged[]): string | null {
  const errors = judged.flatMap(({ result }) => result.error ?? []);
  return errors.length < judged.length ? null : `No question was answered. The first: ${errors[0]?.message ?? ''}`;
}
