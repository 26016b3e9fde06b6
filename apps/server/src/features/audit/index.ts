import { ReadableStream } from 'node:stream/web';
import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import { asCsv, asJsonLines } from './export.ts';
import { type AuditDeps, exportEvents, listEvents, verify } from './service.ts';

export { credentialPattern } from './fence.ts';
export { keepFormerChainKeys, sealedChainKeys } from './keys.ts';
export { createAudit } from './recorder.ts';
export type { Audit, AuditEvent } from './types.ts';
export { type Verification, verifyChain } from './verify.ts';

export function registerAudit(router: Router, deps: AuditDeps): void {
  router.handle(routes.listAuditEvents, ({ principal, query }) => listEvents(deps, principal, query));
  router.handle(routes.exportAuditEvents, async ({ principal, query: { format, ...period } }) => {
    const pages = exportEvents(deps, principal, period);
    const [type, text] = format === 'csv' ? ['text/csv; charset=utf-8', asCsv(pages)] : [undefined, asJsonLines(pages)];
    return new Response(ReadableStream.from(text), {
      headers: {
        'content-type': type ?? routes.exportAuditEvents.success.contentType,
        'content-disposition': `attachment; filename="audit-events.${format}"`,
      },
    });
  });
  router.handle(routes.verifyAuditEvents, ({ principal }) => verify(deps, principal));
}
