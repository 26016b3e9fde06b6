import { z } from 'zod';
import { isMigrated, migrate } from '../../platform/db/migrate.ts';
import { defineCommand } from '../command.ts';
import type { OperatorDeps } from '../deps.ts';
import { databaseTime, extensionVersions } from '../store.ts';

export const migrateDatabase = defineCommand({
  name: 'migrate',
  summary: 'Set the database up, or bring it up to this version',
  input: z.strictObject({}),
  needs: 'nothing',
  run: async ({ db }) => ({ steps: await migrate(db) }),
  print: ({ steps }) =>
    steps.length === 0
      ? 'Nothing to do: the database is at this version.'
      : `Done:\n${steps.map((step) => `  ${step}`).join('\n')}`,
});

/** What `ragkeep doctor` asks of the database, wherever it is open. */
export interface DatabaseFacts {
  description: string;
  migrated: boolean;
  extensions: Record<string, string>;
  /** How far the database's clock is from that of the process that has it open. */
  skewMs: number;
}

async function databaseFacts({
  db,
  databaseDescription,
  clock,
}: Pick<OperatorDeps, 'db' | 'databaseDescription' | 'clock'>): Promise<DatabaseFacts> {
  const [migrated, extensions] = [await isMigrated(db), await extensionVersions(db)];
  const asked = clock.now().getTime();
  const there = (await databaseTime(db)).getTime();
  const between = (asked + clock.now().getTime()) / 2;
  return { description: databaseDescription, migrated, extensions, skewMs: Math.abs(there - between) };
}

export const showDatabase = defineCommand({
  name: 'database',
  summary: 'Show which database is in use and what is installed in it',
  input: z.strictObject({}),
  needs: 'database',
  run: databaseFacts,
  print: ({ description, migrated, extensions }) =>
    [
      description,
      migrated ? 'at this version' : 'not at this version: run `ragkeep migrate`',
      ...Object.entries(extensions).map(([name, version]) => `${name} ${version}`),
    ].join('\n'),
});
