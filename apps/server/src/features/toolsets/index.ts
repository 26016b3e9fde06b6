import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import type { FindUses } from '../credentials/index.ts';
import * as service from './service.ts';
import { toolsetsWithCredential } from './store.ts';

export { createToolUse, type ToolUse } from './calls/index.ts';
export { requireTools } from './require.ts';

export function registerToolsets(router: Router, deps: service.ToolsetDeps): void {
  router.handle(routes.createToolset, ({ principal, body }) => service.createToolset(deps, principal, body));
  router.handle(routes.listToolsets, ({ principal, query }) => service.listToolsets(deps, principal, query));
  router.handle(routes.getToolset, ({ principal, params }) => service.getToolset(deps, principal, params.id));
  router.handle(routes.updateToolset, ({ principal, params, body }) =>
    service.updateToolset(deps, principal, params.id, body),
  );
  router.handle(routes.deleteToolset, async ({ principal, params }) => {
    await service.deleteToolset(deps, principal, params.id);
    return undefined;
  });
}

export const toolsetUses: FindUses = async (...which) =>
  (await toolsetsWithCredential(...which)).map((row) => ({ type: 'toolset', ...row, project_id: null }));
