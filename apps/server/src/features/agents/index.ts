import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import * as service from './service.ts';
import * as versions from './versions.ts';

export { type AnsweringAgent, defaultAgent, requireAgent, settingsOf } from './answering.ts';
export { insertDefaultAgent } from './insert.ts';

export function registerAgents(router: Router, deps: service.AgentDeps): void {
  router.handle(routes.createAgent, ({ principal, body }) => service.createAgent(deps, principal, body));
  router.handle(routes.listAgents, ({ principal, query }) => service.listAgents(deps, principal, query));
  router.handle(routes.getAgent, ({ principal, params }) => service.getAgent(deps, principal, params.id));
  router.handle(routes.updateAgent, ({ principal, params, body }) =>
    service.updateAgent(deps, principal, params.id, body),
  );
  router.handle(routes.deleteAgent, async ({ principal, params }) => {
    await service.deleteAgent(deps, principal, params.id);
    return undefined;
  });
  router.handle(routes.listAgentVersions, ({ principal, params, query }) =>
    versions.listVersions(deps, principal, params.id, query),
  );
  router.handle(routes.getAgentVersion, ({ principal, params }) =>
    versions.getVersion(deps, principal, params.id, params.version),
  );
  router.handle(routes.publishAgent, ({ principal, params, body }) =>
    versions.publish(deps, principal, params.id, body.version),
  );
}
