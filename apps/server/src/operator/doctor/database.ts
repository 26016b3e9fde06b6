import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { type DatabaseFacts, showDatabase } from '../commands/database.ts';
import { perform } from '../reach.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const LEAST_POSTGRES = 15;
const LEAST_VECTOR = [0, 7];
/** Between processes, expiry is as exact as their clocks. */
const MOST_SKEW_MS = 5_000;

/** Whether the database answers and has what we need; asked through the server where that has it to itself. */
export async function checkDatabase(config: Config): Promise<Finding[]> {
  if (!config.databaseUrl && !(await stat(join(config.dataDir, 'postgres')).catch(() => null))) {
    return [ok('Database', 'there is none yet; the first start makes it')];
  }
  try {
    const reply = await perform(config, showDatabase, {});
    if (!reply.ok) return [unusable(reply.message)];
    return findings(reply.output as DatabaseFacts);
  } catch (error) {
    return [unusable((error as Error).message)];
  }
}

const unusable = (text: string): Finding =>
  problem('Database', text, 'Check DATABASE_URL and that the server runs, or with the embedded one DATA_DIR.');

/** What the facts mean. */
export function findings({ description, migrated, extensions, skewMs }: DatabaseFacts): Finding[] {
  const major = Number(/PostgreSQL (\d+)/.exec(description)?.[1]);
  return [
    major >= LEAST_POSTGRES
      ? ok('Database', `${description} answers`)
      : problem('Database', description, `Upgrade to PostgreSQL ${LEAST_POSTGRES} or newer.`),
    migrated
      ? ok('Schema', 'is at this version')
      : warning('Schema', 'is not at this version', 'ragkeep migrate, or start the server, which does it'),
    checkVector(extensions.vector),
    extensions.pg_textsearch
      ? ok('pg_textsearch', extensions.pg_textsearch)
      : warning(
          'pg_textsearch',
          'is not there; words are ranked by ts_rank',
          'Install and preload it for better search.',
        ),
    skewMs <= MOST_SKEW_MS
      ? ok('Clock', 'agrees with the database’s')
      : warning('Clock', `is ${Math.round(skewMs / 1000)} s off the database’s`, 'Set both machines’ clocks by NTP.'),
  ];
}

function checkVector(version: string | undefined): Finding {
  const advice = `Install pgvector ${LEAST_VECTOR.join('.')} or newer on the database server.`;
  if (version === undefined) return problem('pgvector', 'is not there', advice);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_VECTOR;
  const isEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  return isEnough ? ok('pgvector', version) : problem('pgvector', `${version} is too old`, advice);
}
