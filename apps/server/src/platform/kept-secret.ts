import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecrets, type Secrets } from './secrets.ts';

const PRESENT = 'secret';
/** The one before, while values are still sealed with it. */
const PREVIOUS = 'secret.previous';

/**
 * The deployment's secret as kept in `dataDir/secret`, made at the first start, and after it the one before, while there is
 * one. Written whole before it gets its name, so that a crash leaves no half secret.
 */
export async function keptSecrets(dataDir: string): Promise<[present: string, ...previous: string[]]> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const present = (await read(dataDir, PRESENT)) ?? (await firstSecret(dataDir));
  const previous = await read(dataDir, PREVIOUS);
  return previous === null || previous === present ? [present] : [present, previous];
}

/** What a process seals and signs with: the setting, or what is kept in `dataDir`, and what was before. */
export async function deploymentSecrets(settings: {
  secret: string | undefined;
  previousSecrets: readonly string[];
  dataDir: string;
}): Promise<Secrets> {
  const { secret, previousSecrets, dataDir } = settings;
  const [present, ...previous] = secret === undefined ? await keptSecrets(dataDir) : [secret];
  return createSecrets(present, [...previous, ...previousSecrets]);
}

async function firstSecret(dataDir: string): Promise<string> {
  const temporary = await writeTemporary(dataDir, newSecret());
  try {
    await link(temporary, join(dataDir, PRESENT)); // fails if another process was first; then its secret is the one
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  const secret = await read(dataDir, PRESENT);
  if (secret === null) throw new Error(`the secret in ${dataDir} is gone again`);
  return secret;
}

/**
 * Puts a new secret in the place of the kept one, which stays as the previous. Where a previous one is still there, its values
 * have not all been sealed again, so no further secret is made. At every moment both can be read.
 *
 * @returns as `keptSecrets`
 */
export async function renewKeptSecret(dataDir: string): Promise<[present: string, ...previous: string[]]> {
  const secrets = await keptSecrets(dataDir);
  const [present, previous] = secrets;
  if (previous !== undefined) return secrets;
  await rename(await writeTemporary(dataDir, present), join(dataDir, PREVIOUS));
  await rename(await writeTemporary(dataDir, newSecret()), join(dataDir, PRESENT));
  return keptSecrets(dataDir);
}

/** Forgets the previous secret: nothing is sealed with it any more. */
export const forgetPreviousSecret = (dataDir: string): Promise<void> => rm(join(dataDir, PREVIOUS), { force: true });

const newSecret = (): string => randomBytes(32).toString('base64url');

async function writeTemporary(dataDir: string, text: string): Promise<string> {
  const path = join(dataDir, `${PRESENT}.${randomBytes(6).toString('hex')}`);
  await writeFile(path, text, { mode: 0o600, flush: true });
  return path;
}

async function read(dataDir: string, name: string): Promise<string | null> {
  try {
    return (await readFile(join(dataDir, name), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
