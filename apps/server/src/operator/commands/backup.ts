import { count } from '@ragkeep/cli/terminal';
import { z } from 'zod';
import { defineOwnCommand } from '../command.ts';

const file = z.string().min(1).describe('path of the backup, as backup.tar.gz');

/** What they do is loaded when it is wanted. */
const backup = defineOwnCommand({
  name: 'backup',
  summary: 'Write everything into one file, while the server runs or not',
  input: z.strictObject({
    file,
    withSecret: z
      .boolean()
      .default(false)
      .describe('the secret of DATA_DIR, too: whoever has the file then has everything'),
  }),
  positionals: ['file'],
  run: async (config, input) => (await import('../backup/make.ts')).makeBackup(config, input),
  print: ({ file: path, rows, files, bytes, with_secret }) =>
    [
      `${path}: ${count(rows, 'row')}, ${count(files, 'file')}, ${bytes} bytes.`,
      with_secret
        ? 'The secret is in it: keep it as safe as the server.'
        : 'The secret is not in it. Without RAGKEEP_SECRET, or the file `secret` of DATA_DIR, it cannot be restored: keep that apart.',
    ].join('\n'),
});

const restore = defineOwnCommand({
  name: 'restore',
  summary: 'Fill an empty database and DATA_DIR from a backup, and bring it up to this version',
  input: z.strictObject({ file }),
  positionals: ['file'],
  run: async (config, input) => (await import('../backup/restore.ts')).restoreBackup(config, input),
  print: ({ made_at, ragkeep, rows, files }) =>
    `Restored ${count(rows, 'row')} and ${count(files, 'file')}, as they were at ${made_at} with Ragkeep ${ragkeep}.`,
});

const move = defineOwnCommand({
  name: 'db move',
  summary: 'Copy the embedded database into an empty one on a PostgreSQL server; no server may run',
  input: z.strictObject({
    to: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must be as postgres://user@host/database')
      .describe('its DATABASE_URL; leave out the password, which others would see, and set PGPASSWORD'),
  }),
  run: async (config, input) => (await import('../backup/move.ts')).moveDatabase(config, input),
  print: ({ tables, rows, secret_file }) =>
    [
      `Copied ${count(rows, 'row')} of ${count(tables, 'table')}. The embedded database is as it was. From now on set:`,
      '',
      '  DATABASE_URL    the address of the new database',
      `  RAGKEEP_SECRET  ${secret_file ? `the content of ${secret_file}` : 'as it is'}`,
      '  DATA_DIR        as it is: uploaded files stay there',
    ].join('\n'),
});

/** What concerns the whole deployment, its folder and its database: done by the command itself. */
export const OWN_COMMANDS = [backup, restore, move];
