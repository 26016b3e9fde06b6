import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { OperatorError } from '../errors.ts';

/** Done by whoever has the embedded database open, for `ragkeep backup`, which reads the copy and deletes it. */
export const copyDatabase = defineCommand({
  name: 'db copy',
  summary: 'Copy the embedded database within DATA_DIR while it is used, as a part of a backup',
  input: z.strictObject({}),
  needs: 'database',
  async run({ copyDatabase: copy }) {
    if (!copy)
      throw new OperatorError('Only the embedded database is copied. Of a server, `ragkeep backup` reads a snapshot.');
    return { milliseconds: await copy() };
  },
  print: ({ milliseconds }) => `Copied in ${milliseconds} ms.`,
});
