/**
 * Tables whose rows are not taken along, and why. Whatever is not named here is: a table that was forgotten is better kept than
 * lost. `KEPT` is what a test compares this with, so that every new table is decided on.
 */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  access_changes: 'which processes must forget what: none of them outlives the database',
  access_epoch: 'counts those changes; a new database begins anew',
  counters: 'uses within a window of seconds or minutes, which is over',
  deployment: 'the check of the secret, which the manifest has',
  migrations: 'the manifest says which were done',
  migrations_lock: 'whose turn it is to migrate',
  processes: 'who runs at the moment',
};

/** Columns that are emptied on the way. */
export const EMPTIED: Readonly<Record<string, readonly string[]>> = {
  // Whoever had taken the work is gone: it is free to be taken.
  work: ['lease_owner', 'lease_until'],
};

/** Where files of the file store are named, as long as they are needed: a source that is done has given its file to the document. */
export const FILE_COLUMNS = [
  { table: 'documents', column: 'file_id', where: 'true' },
  { table: 'job_sources', column: 'file_id', where: "status = 'queued'" },
  { table: 'jobs', column: 'result_file_id', where: 'true' },
] as const;
