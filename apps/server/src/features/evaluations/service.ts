import type { BodyOf, QueryOf, ResultOf, routes } from '@ragkeep/contract';
import { type Principal, requireScope } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { defaultAgent, settingsOf } from '../agents/index.ts';
import { requireProject } from '../projects/index.ts';
import type { Models } from '../providers/index.ts';
import { compare } from './compare.ts';
import { present } from './present.ts';
import * as store from './store.ts';
import type { Comparison, Evaluation, Plan } from './types.ts';
import { evaluationWork } from './work.ts';

export interface EvaluationDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  queue: Queue;
  models: Models;
  /** What searches here, to be kept with the scores. */
  engines: Omit<Evaluation['settings']['engines'], 'answerer'>;
}

/*
 * Whoever is limited to agents finds no project, and so no evaluations: they judge what a search of the whole project finds. A
 * derived key with a filter has no scope but `query`, and so comes to none of this either.
 */

/**
 * Keeps the questions and has them asked, in the name of whoever wants it and with its rights as they are now, but in this project only.
 */
export async function createEvaluation(
  deps: EvaluationDeps,
  principal: Principal,
  project: string,
  input: BodyOf<typeof routes.createEvaluation>,
): Promise<Evaluation> {
  requireScope(principal, ['query']);
  const { db, clock, queue } = deps;
  const { tenantId } = principal;
  const projectId = await requireProject(db, principal, project);
  const agentId = input.agent_id ?? (await defaultAgent(db, principal, projectId)).id;
  const agent = await settingsOf(db, principal, agentId, input.version);
  if (agent.project_id !== projectId) throw notFound('agent');
  const llm = await deps.models.of(tenantId, agent.provider_id);
  const { top_k = agent.top_k, search_mode = agent.search_mode } = input.settings;
  const plan: Plan = {
    shown: {
      agent_version: agent.version,
      agent_name: agent.name,
      model: agent.model,
      temperature: agent.temperature,
      top_k,
      search_mode,
      source_tokens: agent.source_tokens,
      filter: agent.filter,
      engines: { ...deps.engines, answerer: llm?.model ?? 'extractive' },
    },
    overrides: input.settings,
    asker: { type: principal.type, id: principal.id },
  };
  const id = uuidv7();
  await db.transaction().execute(async (tx) => {
    const row = {
      tenant_id: tenantId,
      id,
      project_id: projectId,
      agent_id: agent.id,
      name: input.name ?? `${agent.name}, version ${agent.version}`.slice(0, 200),
      settings: plan,
      created_at: clock.now(),
    };
    await store.insertEvaluation(tx, row, input.questions);
    await queue.enqueue(tx, [evaluationWork(tenantId, id)]);
  });
  queue.wake();
  return present(await requireEvaluation(db, tenantId, projectId, id));
}

export async function listEvaluations(
  deps: EvaluationDeps,
  principal: Principal,
  project: string,
  query: QueryOf<typeof routes.listEvaluations>,
) {
  const { tenantId } = principal;
  const projectId = await requireProject(deps.db, principal, project);
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `evaluations:${projectId}:${query.agent_id ?? ''}`,
    tenantId,
    query,
    (after, limit) => store.listEvaluations(deps.db, tenantId, projectId, query.agent_id, after, limit),
    (row) => row.id,
  );
  return { data: data.map(present), next_cursor };
}

export async function getEvaluation({ db }: EvaluationDeps, principal: Principal, project: string, id: string) {
  const projectId = await requireProject(db, principal, project);
  return present(await requireEvaluation(db, principal.tenantId, projectId, id));
}

export async function listQuestions(
  deps: EvaluationDeps,
  principal: Principal,
  project: string,
  id: string,
  query: QueryOf<typeof routes.listEvaluationQuestions>,
): Promise<ResultOf<typeof routes.listEvaluationQuestions>> {
  requireScope(principal, ['query']);
  const { tenantId } = principal;
  const projectId = await requireProject(deps.db, principal, project);
  await requireEvaluation(deps.db, tenantId, projectId, id);
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `evaluation-questions:${id}:${query.only ?? ''}`,
    tenantId,
    query,
    (after, limit) => store.listQuestions(deps.db, tenantId, id, query.only, Number(after ?? 0), limit),
    (row) => String(row.ordinal),
  );
  return { data: data.map(({ question, ...row }) => ({ ...question, ...row })), next_cursor };
}

export async function compareEvaluations(
  { db }: EvaluationDeps,
  principal: Principal,
  project: string,
  id: string,
  other: string | undefined,
): Promise<Comparison> {
  const { tenantId } = principal;
  const projectId = await requireProject(db, principal, project);
  const now = await requireEvaluation(db, tenantId, projectId, id);
  const before =
    other === undefined ? await store.findEarlier(db, now) : await requireEvaluation(db, tenantId, projectId, other);
  if (!before) throw notFound('evaluation before this one');
  if (now.finished_at === null || before.finished_at === null) throw new ApiError('evaluation_running', {});
  const judgedOf = (row: store.EvaluationRow) => store.listJudged(db, tenantId, row.id);
  return { id: now.id, with: before.id, ...compare(await judgedOf(now), await judgedOf(before)) };
}

export async function deleteEvaluation(
  { db }: EvaluationDeps,
  principal: Principal,
  project: string,
  id: string,
): Promise<void> {
  const projectId = await requireProject(db, principal, project);
  if (!(await store.deleteEvaluation(db, principal.tenantId, projectId, id))) throw notFound('evaluation');
}

async function requireEvaluation(db: Db, tenantId: string, projectId: string, id: string) {
  const row = await store.findEvaluation(db, tenantId, projectId, id);
  if (!row) throw notFound('evaluation');
  return row;
}
