import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Typed } from '@ragkeep/cli/terminal';
import type { Config } from '../config.ts';
import { FolderInUseError } from '../platform/db/embedded/lock.ts';
import { isMigrated } from '../platform/db/migrate.ts';
import { checkSecret } from '../platform/db/secret-check.ts';
import { requireFinished } from '../platform/db/unfinished.ts';
import type { Command } from './command.ts';
import { openDirectly } from './direct.ts';
import { OperatorError } from './errors.ts';
import { execute, type Reply } from './execute.ts';
import { askServer } from './socket-client.ts';
import { socketPath } from './socket-path.ts';

/** A server that starts or stops, or another command, has the folder for so long without listening. */
const TRY_FOR_MS = 15_000;
const TRY_EVERY_MS = 100;

/**
 * Has a command done by whoever can: by this process when the database is free or a server for many, by the running server when
 * it has the embedded database to itself (docs/adr/0009).
 */
export async function perform(config: Config, command: Command, typed: Typed): Promise<Reply> {
  const { databaseUrl, dataDir } = config;
  if (!databaseUrl && command.needs !== 'nothing') await requireData(config);
  const path = socketPath(dataDir);
  const giveUpAt = performance.now() + TRY_FOR_MS;
  for (;;) {
    try {
      return await performHere(config, command, typed);
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
    }
    if (command.alone) {
      throw new OperatorError(
        `A server works on ${dataDir}. Stop it first: \`ragkeep ${command.name}\` needs the data to itself.`,
      );
    }
    if (path === null) {
      throw new OperatorError(
        `A server works on ${dataDir} and cannot be talked to: the path is too long, or this is Windows. Stop the server first.`,
      );
    }
    const reply = await askServer(path, { command: command.name, typed });
    if (reply) return reply;
    if (performance.now() > giveUpAt) {
      throw new OperatorError(
        `A process works on ${dataDir} but takes no commands. Wait until it has started or stopped, or end it.`,
      );
    }
    await wait(TRY_EVERY_MS);
  }
}

/** Else a mistaken DATA_DIR would become a new database, and a lost secret be replaced by one that opens nothing. */
export async function requireData({ dataDir, secret }: Config): Promise<void> {
  if (!(await exists(join(dataDir, 'postgres')))) {
    throw new OperatorError(
      `There is no database in ${dataDir}. Set DATA_DIR to the server’s folder, or set one up there: ragkeep migrate`,
    );
  }
  if (secret === undefined && !(await exists(join(dataDir, 'secret')))) {
    throw new OperatorError(`There is a database in ${dataDir} but no secret. Restore that file from a backup.`);
  }
}

async function performHere(config: Config, command: Command, typed: Typed): Promise<Reply> {
  const { deps, close } = await openDirectly(config).catch((error: unknown) => {
    throw config.databaseUrl ? unreachable(config.databaseUrl, error) : error;
  });
  try {
    if (command.needs !== 'database') await requireFinished(deps.db);
    if (command.needs === 'schema' && !(await isMigrated(deps.db))) {
      throw new OperatorError('The database is not at this version. Bring it up to it: ragkeep migrate');
    }
    if (command.needs === 'schema') await checkSecret(deps.db, deps.secrets);
    return await execute(deps, { command: command.name, typed });
  } finally {
    await close();
  }
}

/** Names the server, never its password. */
export function unreachable(url: string, error: unknown): OperatorError {
  const { host, pathname } = new URL(url);
  const { code, message } = error as { code?: string; message?: string };
  return new OperatorError(
    `The database at ${host}${pathname} cannot be opened: ${message || code || 'no reason given'}`,
    {
      cause: error,
    },
  );
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
