import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import type { Queue } from '../../platform/queue/index.ts';
import * as service from './service.ts';
import { EVALUATE, type EvaluationWorkDeps, evaluate } from './work.ts';

/** Evaluations that one process has under way. */
const CONCURRENCY = 2;

export function registerEvaluations(router: Router, deps: service.EvaluationDeps): void {
  router.handle(routes.createEvaluation, ({ principal, params, body }) =>
    service.createEvaluation(deps, principal, params.project, body),
  );
  router.handle(routes.listEvaluations, ({ principal, params, query }) =>
    service.listEvaluations(deps, principal, params.project, query),
  );
  router.handle(routes.getEvaluation, ({ principal, params }) =>
    service.getEvaluation(deps, principal, params.project, params.id),
  );
  router.handle(routes.listEvaluationQuestions, ({ principal, params, query }) =>
    service.listQuestions(deps, principal, params.project, params.id, query),
  );
  router.handle(routes.compareEvaluations, ({ principal, params, query }) =>
    service.compareEvaluations(deps, principal, params.project, params.id, query.with),
  );
  router.handle(routes.deleteEvaluation, async ({ principal, params }) => {
    await service.deleteEvaluation(deps, principal, params.project, params.id);
    return undefined;
  });
}

/** Says who asks the questions. */
export function registerEvaluationWork(queue: Pick<Queue, 'handle'>, deps: EvaluationWorkDeps): void {
  queue.handle(EVALUATE, evaluate(deps), CONCURRENCY);
}
