import { count, wholeNumber } from '@ragkeep/cli/terminal';
import { z } from 'zod';
import { type ClusterFacts, clusterFacts, distribute, remainingDistribution } from '../../platform/db/citus.ts';
import { defineCommand } from '../command.ts';
import { OperatorError } from '../errors.ts';

const CITUS_AT_LEAST = 12;

export const distributeDatabase = defineCommand({
  name: 'db distribute',
  summary: 'Spread the tenants over the nodes of a Citus cluster; broken off, it goes on where it was',
  input: z.strictObject({
    shards: wholeNumber(1, 1024).default(64).describe('parts that the tenants are split into; hard to change later'),
    dryRun: z.boolean().default(false).describe('only print the statements'),
  }),
  async run({ db }, { shards, dryRun }) {
    const problem = problemOf(await clusterFacts(db));
    if (problem) throw new OperatorError(problem);
    const statements = await remainingDistribution(db, shards);
    if (!dryRun) await distribute(db, statements);
    return { statements, done: !dryRun };
  },
  print({ statements, done }) {
    if (statements.length === 0) return 'Nothing to do: all tables are where they belong.';
    return done ? `Done: ${count(statements.length, 'statement')}.` : statements.map((each) => `${each};`).join('\n');
  },
});

/** What has to be mended first, for people; undefined if the tables can be spread. */
export function problemOf({ citus, nodes, processes, hasBm25, undecided }: ClusterFacts): string | undefined {
  if (citus === null) {
    return 'This database has no Citus. Install it on every node, then in this database: CREATE EXTENSION citus';
  }
  if (Number.parseInt(citus, 10) < CITUS_AT_LEAST) return `Citus ${CITUS_AT_LEAST} is needed; this is ${citus}.`;
  if (nodes === 0) return "No node takes tenants. Add them, each as: SELECT citus_add_node('host', 5432)";
  if (processes > 0) return `${count(processes, 'server')} at work on this database. Stop all of them first.`;
  if (hasBm25) {
    return 'Text is ranked by pg_textsearch here, which does not work across nodes. Move to a database without that extension first.';
  }
  if (undecided.length > 0) return `It is not known where these tables belong: ${undecided.join(', ')}.`;
  return undefined;
}
