import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ClientError } from './errors.ts';

/** A server and the key for it. */
export interface Profile {
  url: string;
  key: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;
type Profiles = Record<string, Profile>;

export const DEFAULT_PROFILE = 'default';

const file = z.object({ profiles: z.record(z.string(), z.object({ url: z.string(), key: z.string() })) });

/** `~/.config/ragkeep/config.json`, or where XDG says that settings are. */
const pathOf = (env: Environment): string =>
  join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'ragkeep', 'config.json');

export async function readProfiles(env: Environment): Promise<Profiles> {
  const path = pathOf(env);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new ClientError(`${path} cannot be read: ${error.code ?? error.message}`);
  });
  if (text === null) return {};
  try {
    return file.parse(JSON.parse(text)).profiles;
  } catch {
    // Never what is in it: it holds keys.
    throw new ClientError(`${path} is damaged: mend or remove it, then log in again.`);
  }
}

/** Readable by its owner alone from its first moment, and never half written. */
export async function writeProfiles(env: Environment, profiles: Profiles): Promise<string> {
  const path = pathOf(env);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify({ profiles }, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, path);
  return path;
}
