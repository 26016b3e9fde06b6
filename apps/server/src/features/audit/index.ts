export { createAudit } from './recorder.ts';
export type { Audit, AuditEvent } from './types.ts';
