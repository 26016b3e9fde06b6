import { routes } from '@ragkeep/contract';
import { requireScope } from '../../access/principal.ts';
import type { Router } from '../../access/route.ts';
import { type ConversationDeps, listUnanswered } from '../conversations/index.ts';
import { getProjectUsage, getUsage } from './service.ts';
import { asTable } from './table.ts';

export { askAsWork, countedAsk } from './ask.ts';
export { createUsageCounts, type UsageCounts } from './counts.ts';
export { countRequests } from './hook.ts';
export { deleteOldCounts } from './retention.ts';

export function registerAnalytics(router: Router, deps: ConversationDeps): void {
  router.handle(routes.getUsage, async ({ principal, query }) => {
    const usage = await getUsage(deps, principal, query);
    return query.format === 'csv' ? asTable(usage) : usage;
  });
  router.handle(routes.getProjectUsage, async ({ principal, params, query }) => {
    const usage = await getProjectUsage(deps, principal, params, query);
    return query.format === 'csv' ? asTable(usage) : usage;
  });
  router.handle(routes.listUnansweredQuestions, ({ principal, params, query }) => {
    // What people wrote is more than numbers.
    requireScope(principal, ['conversations:read']);
    return listUnanswered(deps, principal, params.project, query);
  });
}
