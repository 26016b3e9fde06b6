import type { Secrets } from '../../platform/secrets.ts';

const PURPOSE = 'file-password';

/** The password that came with a job's file, kept until the job ends. */
export const sealPassword = (secrets: Secrets, tenantId: string, jobId: string, password: string): Buffer =>
  secrets.seal(PURPOSE, `${tenantId}:${jobId}`, Buffer.from(password));

export const openPassword = (secrets: Secrets, tenantId: string, jobId: string, sealed: Buffer): string =>
  secrets.open(PURPOSE, `${tenantId}:${jobId}`, sealed).toString();
