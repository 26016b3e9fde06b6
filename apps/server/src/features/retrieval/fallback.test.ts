import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { vector } from '@electric-sql/pglite-pgvector';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, embeddedDatabase } from '../../platform/db/index.ts';
import { migrate } from '../../platform/db/migrate.ts';
import { detectLexicalEngine } from './engine.ts';
import { type Library, openLibrary, wordEncoder } from './retrieval.testing.ts';
import { search } from './service.ts';
import { VectorCache } from './vector-cache.ts';

/** A PostgreSQL that has pgvector but not pg_textsearch. */
async function plainDatabase(): Promise<Database> {
  const pglite = await PGlite.create({ extensions: { vector } });
  const pool = new pg.Pool({ ...createPgConfig(pglite), max: 1 } as pg.PoolConfig);
  const database = await embeddedDatabase(pool, async () => {
    await pool.end();
    await pglite.close();
  });
  await migrate(database.db);
  return database;
}

let library: Library;
beforeAll(async () => {
  library = await openLibrary(plainDatabase);
});
afterAll(() => library.close());

it('without pg_textsearch words are ranked by PostgreSQL itself', async () => {
  const { db } = library;
  expect(await detectLexicalEngine(db)).toBe('tsvector');
  const tenant = await library.tenant();
  const project = await tenant.project();
  await project.add('# Planets\n\nOne moon.', { external_id: 'one' });
  await project.add('Moons, moons, moons.', { external_id: 'many', metadata: { big: true } });
  await project.add('A star.', { external_id: 'star' });
  await project.embed();
  const find = async (query: string, filter = {}) => {
    const deps = { db, encoder: wordEncoder, lexical: 'tsvector', vectors: new VectorCache(db) } as const;
    const { hits } = await search(deps, tenant.id, {
      projectId: project.id,
      query,
      topK: 10,
      mode: 'lexical',
      filters: [filter],
    });
    return hits.map((hit) => hit.document.external_id);
  };
  expect(await find('which moon?')).toEqual(['many', 'one']);
  expect(await find('planet')).toEqual(['one']);
  expect(await find('moon', { big: true })).toEqual(['many']);
  for (const query of ['the of', '"a" & | !(', "it's \\ :*", '\0', '日本語']) expect(await find(query)).toEqual([]);
});
