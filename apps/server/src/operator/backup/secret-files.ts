import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { OperatorError } from '../errors.ts';

/** What a kept secret consists of: the present one, and the one before while something is sealed with it. */
const SECRET_FILES = ['secret', 'secret.previous'] as const;

/** Those that there are. None where the secret is a setting. */
export async function keptSecretFiles({ dataDir, secret }: Config): Promise<string[]> {
  if (secret !== undefined) return [];
  const paths = SECRET_FILES.map((name) => join(dataDir, name));
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => [path],
        () => [],
      ),
    ),
  );
  return found.flat();
}

/** Throws an OperatorError where there is no file of it to take along. */
export async function secretFilesToTake(config: Config): Promise<string[]> {
  const files = await keptSecretFiles(config);
  if (files.length > 0) return files;
  throw new OperatorError('--with-secret: the secret is a setting (RAGKEEP_SECRET), which you keep yourself.');
}
