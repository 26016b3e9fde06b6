import type { SealedColumn } from '../../platform/sealed-columns.ts';
import type { Secrets } from '../../platform/secrets.ts';

const PURPOSE = 'file-password';

export const sealedFilePasswords: SealedColumn = {
  name: 'passwords of files at work',
  table: 'job_sources',
  key: ['tenant_id', 'job_id', 'ordinal'],
  column: 'sealed_password',
  purpose: PURPOSE,
  context: ([tenantId, jobId]) => `${tenantId}:${jobId}`,
};

/** The password that came with a job's file, kept until the job ends. */
export const sealPassword = (secrets: Secrets, tenantId: string, jobId: string, password: string): Buffer =>
  secrets.seal(PURPOSE, `${tenantId}:${jobId}`, Buffer.from(password));

export const openPassword = (secrets: Secrets, tenantId: string, jobId: string, sealed: Buffer): string =>
  secrets.open(PURPOSE, `${tenantId}:${jobId}`, sealed).toString();
