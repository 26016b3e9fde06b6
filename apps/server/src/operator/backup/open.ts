import type { Config } from '../../config.ts';
import { FolderInUseError } from '../../platform/db/embedded/lock.ts';
import { type Database, openDatabase } from '../../platform/db/index.ts';
import { OperatorError } from '../errors.ts';
import { unreachable } from '../reach.ts';

/** Opens a database in this process. Throws an OperatorError when a server has it to itself, or it cannot be reached. */
export async function openHere({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Database> {
  try {
    return await openDatabase(databaseUrl ? { url: databaseUrl, poolSize: 2 } : { dataDir });
  } catch (error) {
    if (error instanceof FolderInUseError) throw new OperatorError(`A server works on ${dataDir}. Stop it first.`);
    throw databaseUrl ? unreachable(databaseUrl, error) : error;
  }
}
