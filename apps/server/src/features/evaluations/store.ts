import { type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { isUuid } from '../../platform/ids.ts';
import type { Named } from './expected-documents.ts';
import type { Expectation, Judged, Result, Scores } from './types.ts';

export type EvaluationRow = Selectable<Tables['evaluations']>;
export type CountedEvaluation = EvaluationRow & { total: number; done: number };

export async function insertEvaluation(
  tx: Db,
  row: Pick<EvaluationRow, 'tenant_id' | 'id' | 'project_id' | 'agent_id' | 'name' | 'created_at'> & {
    settings: object;
  },
  questions: readonly Expectation[],
): Promise<void> {
  await tx
    .insertInto('evaluations')
    .values({ ...row, status: 'queued', settings: JSON.stringify(row.settings) })
    .execute();
  await tx
    .insertInto('evaluation_questions')
    .values(
      questions.map((question, index) => ({
        tenant_id: row.tenant_id,
        evaluation_id: row.id,
        ordinal: index + 1,
        question: JSON.stringify(question),
      })),
    )
    .execute();
}

const counted = (db: Db, tenantId: string, projectId: string) =>
  db
    .selectFrom('evaluations')
    .selectAll('evaluations')
    .select([
      sql<number>`(SELECT count(*) FROM evaluation_questions q
        WHERE q.tenant_id = ${tenantId} AND q.evaluation_id = evaluations.id)`.as('total'),
      sql<number>`(SELECT count(result) FROM evaluation_questions q
        WHERE q.tenant_id = ${tenantId} AND q.evaluation_id = evaluations.id)`.as('done'),
    ])
    .where('tenant_id', '=', tenantId)
    .where('project_id', '=', projectId);

/** Newest first. */
export const listEvaluations = (
  db: Db,
  tenantId: string,
  projectId: string,
  agentId: string | undefined,
  after: string | undefined,
  limit: number,
): Promise<CountedEvaluation[]> =>
  counted(db, tenantId, projectId)
    .$if(agentId !== undefined, (query) => query.where('agent_id', '=', agentId ?? ''))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

export const findEvaluation = (
  db: Db,
  tenantId: string,
  projectId: string,
  id: string,
): Promise<CountedEvaluation | undefined> => counted(db, tenantId, projectId).where('id', '=', id).executeTakeFirst();

/** The newest before it that succeeded. */
export async function findEarlier(
  db: Db,
  { tenant_id, project_id, id }: EvaluationRow,
): Promise<EvaluationRow | undefined> {
  return db
    .selectFrom('evaluations')
    .selectAll()
    .where('tenant_id', '=', tenant_id)
    .where('project_id', '=', project_id)
    .where('id', '<', id)
    .where('status', '=', 'succeeded')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

const questionsOf = (db: Db, tenantId: string, evaluationId: string) =>
  db
    .selectFrom('evaluation_questions')
    .select(['ordinal', sql<Expectation>`question`.as('question'), sql<Result | null>`result`.as('result')])
    .where('tenant_id', '=', tenantId)
    .where('evaluation_id', '=', evaluationId)
    .orderBy('ordinal');

/** In their order. */
export const listQuestions = (
  db: Db,
  tenantId: string,
  evaluationId: string,
  only: 'wrong' | undefined,
  after: number,
  limit: number,
) =>
  questionsOf(db, tenantId, evaluationId)
    .$if(only === 'wrong', (query) => query.where(sql<boolean>`result ->> 'outcome' <> 'right'`))
    .where('ordinal', '>', after)
    .limit(limit)
    .execute();

/** Those that were not asked yet, in their order. */
export const listOpenQuestions = (db: Db, tenantId: string, evaluationId: string, limit: number) =>
  questionsOf(db, tenantId, evaluationId).where('result', 'is', null).limit(limit).execute();

/** Those that were asked, in their order. */
export async function listJudged(db: Db, tenantId: string, evaluationId: string): Promise<Judged[]> {
  const rows = await questionsOf(db, tenantId, evaluationId).where('result', 'is not', null).execute();
  return rows.flatMap(({ result, ...row }) => (result === null ? [] : [{ ...row, result }]));
}

/** Makes an evaluation one that is at work, if it has not ended. */
export async function begin(db: Db, tenantId: string, id: string, now: Date): Promise<EvaluationRow | undefined> {
  return db
    .updateTable('evaluations')
    .set({ status: 'running', started_at: sql<Date>`coalesce(started_at, ${now})` })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** @returns false when the evaluation is gone */
export async function saveResult(
  db: Db,
  tenantId: string,
  evaluationId: string,
  ordinal: number,
  result: Result,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('evaluation_questions')
    .set({ result: JSON.stringify(result) })
    .where('tenant_id', '=', tenantId)
    .where('evaluation_id', '=', evaluationId)
    .where('ordinal', '=', ordinal)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function finish(
  tx: Db,
  tenantId: string,
  id: string,
  end: { status: 'succeeded' | 'failed'; scores: Scores; error: string | null; finished_at: Date },
): Promise<void> {
  await tx
    .updateTable('evaluations')
    .set({ ...end, scores: JSON.stringify(end.scores) })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
}

/** @returns false when there is none */
export async function deleteEvaluation(db: Db, tenantId: string, projectId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('evaluations')
    .where('tenant_id', '=', tenantId)
    .where('project_id', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** The project's documents that any of the names could mean. */
export async function findNamed(
  db: Db,
  tenantId: string,
  projectId: string,
  names: readonly string[],
): Promise<Named[]> {
  if (names.length === 0) return [];
  return db
    .selectFrom('documents')
    .select(['id', 'external_id', 'source_url as url', 'filename', 'title'])
    .where('tenant_id', '=', tenantId)
    .where('project_id', '=', projectId)
    .where(
      sql<boolean>`(id = ANY(${names.filter(isUuid)}::uuid[]) OR external_id = ANY(${names}::text[])
        OR source_url = ANY(${names}::text[]) OR filename = ANY(${names}::text[]) OR title = ANY(${names}::text[]))`,
    )
    .execute();
}
