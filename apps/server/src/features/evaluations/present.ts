import type { CountedEvaluation } from './store.ts';
import type { Evaluation, Plan } from './types.ts';

export const present = (row: CountedEvaluation): Evaluation => ({
  id: row.id,
  project_id: row.project_id,
  agent_id: row.agent_id,
  name: row.name,
  status: row.status as Evaluation['status'],
  settings: planOf(row).shown,
  progress: { done: row.done, total: row.total },
  scores: row.scores as Evaluation['scores'],
  error: row.error,
  created_at: row.created_at.toISOString(),
  started_at: row.started_at?.toISOString() ?? null,
  finished_at: row.finished_at?.toISOString() ?? null,
});

export const planOf = ({ settings }: { settings: unknown }): Plan => settings as Plan;
