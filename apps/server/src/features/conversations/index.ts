import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import { exportConversation } from './export.ts';
import * as messages from './messages.ts';
import * as service from './service.ts';

export { conversationsOfUser } from './export.ts';
export { latestMessages } from './messages.ts';
export { appendMessages, type OpenConversation, openConversation } from './open.ts';
export { deleteExpiredConversations } from './retention.ts';
export type { ConversationDeps } from './service.ts';
export { listUnanswered } from './unanswered.ts';

/** Conversations, and the threads of projects: the same operations under two paths. */
export function registerConversations(router: Router, deps: service.ConversationDeps): void {
  router.handle(routes.createConversation, ({ principal, body: { project_id, ...body } }) =>
    service.createConversation(deps, principal, project_id, body),
  );
  router.handle(routes.createThread, ({ principal, params, body }) =>
    service.createConversation(deps, principal, params.project, body),
  );
  router.handle(routes.listConversations, ({ principal, query }) =>
    service.listConversations(deps, principal, undefined, query),
  );
  router.handle(routes.listThreads, ({ principal, params, query }) =>
    service.listConversations(deps, principal, params.project, query),
  );
  for (const route of [routes.getConversation, routes.getThread]) {
    router.handle(route, ({ principal, params }) => service.getConversation(deps, principal, params));
  }
  for (const route of [routes.updateConversation, routes.updateThread]) {
    router.handle(route, ({ principal, params, body }) => service.updateConversation(deps, principal, params, body));
  }
  for (const route of [routes.deleteConversation, routes.deleteThread]) {
    router.handle(route, async ({ principal, params }) => {
      await service.deleteConversation(deps, principal, params);
      return undefined;
    });
  }
  for (const route of [routes.listMessages, routes.listThreadMessages]) {
    router.handle(route, ({ principal, params, query }) => messages.listMessages(deps, principal, params, query));
  }
  for (const route of [routes.addMessages, routes.addThreadMessages]) {
    router.handle(route, ({ principal, params, body }) => messages.addMessages(deps, principal, params, body));
  }
  for (const route of [routes.exportConversation, routes.exportThread]) {
    router.handle(route, ({ principal, params, query }) => exportConversation(deps, principal, params, query.format));
  }
}
