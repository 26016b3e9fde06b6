import { readdir, readFile, stat } from 'node:fs/promises';
import { join, matchesGlob, relative, sep } from 'node:path';
import { ClientError } from '../errors.ts';

/** One file, and what it is called here and there. */
export interface Found {
  path: string;
  /** Seen from where the command is run, with slashes, without `../` at its start: what replaces it next time. */
  externalId: string;
}

const IGNORE_FILE = '.ragkeepignore';

export const foundAt = (path: string): Found => ({
  path,
  externalId: relative('.', path)
    .split(sep)
    .filter((part) => part !== '..')
    .join('/'),
});

/** Tells by a path below a folder, with slashes, whether it is left out. */
export type Ignores = (below: string) => boolean;

/**
 * Hidden ones and `node_modules` always are; else what the patterns name, wherever it lies if there is no slash in a pattern, and with
 * all that is in it.
 */
export function ignoring(patterns: readonly string[]): Ignores {
  const globs = patterns
    .map((line) => line.trim().replace(/\/$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => (line.includes('/') ? line.replace(/^\//, '') : `**/${line}`));
  return (below) =>
    below.split('/').some((part) => part.startsWith('.') || part === 'node_modules') ||
    globs.some((glob) => matchesGlob(below, glob) || matchesGlob(below, `${glob}/**`));
}

/** The patterns that were typed, and those of the folder’s `.ragkeepignore`. */
export async function ignoresOf(folder: string, typed: readonly string[]): Promise<Ignores> {
  const written = await readFile(join(folder, IGNORE_FILE), 'utf8').catch(() => '');
  return ignoring([...typed, ...written.split('\n')]);
}

export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new ClientError(`${path} cannot be read: ${error.code ?? error.message}`);
  });
  return found.isDirectory();
}

/** All files below a folder, by name. Links are not followed, so that nothing outside comes along. */
export async function filesBelow(folder: string, ignores: Ignores): Promise<Found[]> {
  const found: Found[] = [];
  const visit = async (below: string): Promise<void> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
      const inner = below === '' ? entry.name : `${below}/${entry.name}`;
      if (ignores(inner)) continue;
      if (entry.isDirectory()) await visit(inner);
      else if (entry.isFile()) found.push(foundAt(join(folder, inner)));
    }
  };
  await visit('');
  return found;
}
