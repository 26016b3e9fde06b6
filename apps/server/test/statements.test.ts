import { readdir, readFile } from 'node:fs/promises';
import { loadModule, parseSync } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { acrossTenants } from './support/across-tenants.ts';
import { unboundUses } from './support/tenant-predicates.ts';

/** Every statement of the app is looked at where the tests send it: see StatementWatch. Here is shown that the look sees. */
const problems = (text: string) =>
  unboundUses(text, (table) => ['keys', 'jobs', 'parts'].includes(table)).map((problem) => problem.split(':')[0]);

beforeAll(loadModule);

describe('a statement is one tenant’s', () => {
  it.each([
    'SELECT * FROM keys WHERE tenant_id = $1',
    'SELECT * FROM keys k WHERE k.id = $2 AND (k.tenant_id = $1::uuid AND true)',
    'SELECT * FROM keys k JOIN jobs j ON j.tenant_id = k.tenant_id WHERE j.tenant_id = $1',
    'SELECT * FROM keys k LEFT JOIN jobs j ON j.tenant_id = k.tenant_id WHERE k.tenant_id = $1',
    'SELECT (SELECT count(*) FROM jobs WHERE tenant_id = $1) FROM directory',
    'WITH jobs AS (SELECT 1 AS id) SELECT * FROM jobs',
    'INSERT INTO keys (tenant_id, id) VALUES ($1, $2)',
    'INSERT INTO keys (tenant_id, id) SELECT $1, id FROM jobs WHERE tenant_id = $1',
    'UPDATE keys SET name = $1 FROM jobs WHERE keys.tenant_id = $2 AND jobs.tenant_id = keys.tenant_id',
    'DELETE FROM keys USING jobs j WHERE keys.tenant_id = $1 AND j.tenant_id = $1',
    'SELECT 1 FROM keys WHERE tenant_id = $1 UNION SELECT 2 FROM jobs WHERE tenant_id = $1',
    'SELECT * FROM work WHERE id = $1 FOR UPDATE SKIP LOCKED',
    'BEGIN',
  ])('%s', (text) => {
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ['SELECT * FROM keys', ['keys']],
    ['SELECT * FROM keys WHERE id = $1', ['keys']],
    ['SELECT * FROM keys WHERE tenant_id = $1 OR id = $2', ['keys']],
    ['SELECT * FROM keys WHERE tenant_id <> $1', ['keys']],
    ['SELECT * FROM keys WHERE tenant_id = ANY($1)', ['keys']],
    ['SELECT * FROM keys WHERE NOT tenant_id = $1', ['keys']],
    ['SELECT * FROM keys k JOIN jobs j ON j.id = k.id WHERE k.tenant_id = $1', ['jobs j']],
    ['SELECT * FROM keys k LEFT JOIN jobs j ON k.tenant_id = $1 AND j.tenant_id = k.tenant_id', ['keys k', 'jobs j']],
    ['SELECT * FROM keys k, directory d WHERE k.tenant_id = d.tenant_id', ['keys k']],
    [
      'SELECT (SELECT count(*) FROM jobs j WHERE j.tenant_id = k.tenant_id) FROM keys k WHERE k.tenant_id = $1',
      ['jobs j'],
    ],
    ['WITH found AS (SELECT * FROM jobs) SELECT * FROM found WHERE tenant_id = $1', ['jobs']],
    ['SELECT 1 FROM keys WHERE tenant_id = $1 UNION SELECT 2 FROM jobs', ['jobs']],
    ['INSERT INTO keys (id) VALUES ($1)', ['keys']],
    ['INSERT INTO keys VALUES ($1)', ['keys']],
    ['INSERT INTO keys (tenant_id, id) SELECT tenant_id, id FROM jobs', ['jobs']],
    ['UPDATE keys SET tenant_id = $1 WHERE tenant_id = $1', ['keys']],
    ['UPDATE keys SET name = $1 FROM jobs WHERE keys.tenant_id = $2', ['jobs']],
    ['DELETE FROM keys WHERE id IN (SELECT id FROM jobs WHERE tenant_id = $1)', ['keys']],
  ])('but not %s', (text, tables) => {
    expect(problems(text)).toEqual(tables);
  });

  it('or one of few that are known, each with its reason', () => {
    for (const { statement, why } of acrossTenants) {
      expect(why).not.toBe('');
      expect(statement.test('SELECT * FROM keys')).toBe(false);
    }
  });
});

/** Those up to here ran on one machine only, before tables were spread. */
const FIRST_ON_MANY = '0012';

describe('migrations', () => {
  it('can be taken where tables are spread: a constraint comes with its table, or in a statement of its own', async () => {
    const folder = new URL('../migrations/', import.meta.url);
    const files = (await readdir(folder)).filter((name) => name.endsWith('.sql') && name >= FIRST_ON_MANY);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const script = await readFile(new URL(file, folder), 'utf8');
      expect(crowdedConstraints(script), file).toEqual([]);
    }
  });

  it.each([
    ['ALTER TABLE a ADD COLUMN b int CHECK (b > 0)', ['a']],
    ['ALTER TABLE a ADD COLUMN b int, ADD CONSTRAINT c CHECK (b > 0)', ['a']],
    ['ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 1, DROP COLUMN c', []],
    ['ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)', []],
    ['CREATE TABLE a (b int CHECK (b > 0)); ALTER TABLE a ADD COLUMN c int UNIQUE', []],
  ])('of which %s', (script, tables) => {
    expect(crowdedConstraints(script)).toEqual(tables);
  });
});

/** The tables to which a script adds constraints together with something else, which Citus refuses. New ones are still on one machine. */
function crowdedConstraints(script: string): string[] {
  const made = new Set<string | undefined>();
  return (parseSync(script).stmts ?? []).flatMap(({ stmt = {} }) => {
    if ('CreateStmt' in stmt) made.add(stmt.CreateStmt.relation?.relname);
    if (!('AlterTableStmt' in stmt) || made.has(stmt.AlterTableStmt.relation?.relname)) return [];
    const commands = (stmt.AlterTableStmt.cmds ?? []).flatMap((each) =>
      'AlterTableCmd' in each ? [each.AlterTableCmd] : [],
    );
    const isCrowded = commands.some(
      ({ subtype, def }) =>
        (subtype === 'AT_AddConstraint' && commands.length > 1) ||
        (subtype === 'AT_AddColumn' && /CONSTR_(CHECK|UNIQUE|PRIMARY|FOREIGN)/.test(JSON.stringify(def))),
    );
    return isCrowded ? [stmt.AlterTableStmt.relation?.relname ?? ''] : [];
  });
}
