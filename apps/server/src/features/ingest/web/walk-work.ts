import type { NewWork } from '../../../platform/queue/index.ts';

/** The kind of work that visits the next page of a job. */
export const WALK = 'walk-web';

export const walkWork = (tenantId: string, jobId: string): NewWork => ({ kind: WALK, tenantId, payload: { jobId } });
