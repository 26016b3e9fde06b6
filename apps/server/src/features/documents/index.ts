import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import * as service from './service.ts';

export {
  countSeen,
  deleteDocumentsOfSource,
  deleteUnseen,
  markSeen,
  releaseDocumentsOfSource,
  updateVersion,
} from './origin-store.ts';
export { getDocument, requireDocument } from './service.ts';
export {
  type DocumentRow,
  findDocument,
  findPages,
  findSameDocuments,
  findText,
  identityKey,
  type NewDocument,
  type PageSpan,
  saveDocuments,
  updateFacts,
} from './store.ts';

export function registerDocuments(router: Router, deps: service.DocumentDeps): void {
  router.handle(routes.listDocuments, ({ principal, params, query }) =>
    service.listDocuments(deps, principal, params.project, query),
  );
  router.handle(routes.getDocument, ({ principal, params }) =>
    service.getDocument(deps, principal, params.project, params.id),
  );
  router.handle(routes.getDocumentContent, ({ principal, params }) =>
    service.getContent(deps, principal, params.project, params.id),
  );
  router.handle(routes.listDocumentChunks, ({ principal, params, query }) =>
    service.listChunks(deps, principal, params.project, params.id, query),
  );
  router.handle(routes.deleteDocument, async ({ principal, params }) => {
    await service.deleteDocument(deps, principal, params.project, params.id);
    return undefined;
  });
}
