import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../platform/ids.ts';
import { FilterError, filterCondition } from './filter.ts';
import { type Library, openLibrary, type TestProject, type TestTenant } from './retrieval.testing.ts';

let library: Library;
let tenant: TestTenant;
let project: TestProject;
let first: string;
beforeAll(async () => {
  library = await openLibrary();
  tenant = await library.tenant();
  project = await tenant.project();
  first = await project.add('one', {
    external_id: 'a',
    title: 'A title',
    metadata: { year: 2020, lang: 'en', tags: ['x', 'y'], day: '2020-02-03', draft: false },
  });
  await project.add('two', { external_id: 'b', url: 'http://b/', metadata: { year: 2024, lang: 'de', tags: ['y'] } });
  await project.add('three', { external_id: 'c', metadata: { year: 'unknown', lang: null, "it's": '" OR 1=1' } });
});
afterAll(() => library.close());

async function matches(filter: Record<string, unknown>): Promise<string> {
  const condition = filterCondition(filter) ?? sql`true`;
  const { rows } = await sql<{ id: string }>`
    SELECT d.external_id AS id FROM documents d WHERE d.project_id = ${project.id} AND ${condition} ORDER BY 1`.execute(
    library.db,
  );
  return rows.map((row) => row.id).join('');
}

describe('a filter', () => {
  it.each<[Record<string, unknown>, string]>([
    [{}, 'abc'],
    [{ lang: 'en' }, 'a'],
    [{ lang: ['en', 'de'] }, 'ab'],
    [{ lang: null }, 'c'],
    [{ lang: ['de', null] }, 'bc'],
    [{ lang: { ne: 'en' } }, 'bc'],
    [{ tags: 'x' }, 'a'],
    [{ tags: ['x', 'y'] }, 'ab'],
    [{ draft: false }, 'a'],
    [{ year: 2020 }, 'a'],
    [{ year: '2020' }, ''],
    [{ year: { gte: 2020, lt: 2024 } }, 'a'],
    [{ year: { gt: 2020, lte: 2024 } }, 'b'],
    [{ year: { gt: '2' } }, 'c'],
    [{ day: { gte: '2020-01-01', lt: '2021' } }, 'a'],
    [{ day: { exists: true } }, 'a'],
    [{ day: { exists: false } }, 'bc'],
    [{ day: { exists: false }, lang: 'de' }, 'b'],
    [{ "it's": '" OR 1=1' }, 'c'],
    [{ "x' OR true --": 'y' }, ''],
    [{ external_id: ['a', 'c'] }, 'ac'],
    [{ external_id: { ne: 'a' } }, 'bc'],
    [{ title: 'A title' }, 'a'],
    [{ title: { exists: false } }, 'bc'],
    [{ url: 'http://b/' }, 'b'],
    [{ document_id: uuidv7() }, ''],
  ])('%j finds %s', async (filter, expected) => {
    expect(await matches(filter)).toBe(expected);
  });

  it('finds a document by its id', async () => {
    expect(await matches({ document_id: [first, uuidv7()] })).toBe('a');
  });

  it.each<[Record<string, unknown>, string]>([
    [{ year: { above: 3 } }, 'unknown operator "above"; possible are gt, gte, lt, lte, ne, exists'],
    [{ year: { toString: 3 } }, 'unknown operator "toString"'],
    [{ year: {} }, '"year" has no operator'],
    [{ year: { gt: true } }, '"gt" takes a number or a string'],
    [{ year: { exists: 1 } }, '"exists" takes true or false'],
    [{ year: { ne: [1] } }, 'a value must be a string, a number'],
    [{ year: [[1]] }, 'flat list'],
    [{ year: [] }, 'the list of values is empty'],
    [{ year: Number.NaN }, 'a value must be'],
    [{ year: 'x'.repeat(1_001) }, 'at most'],
    [{ year: Array(101).fill(1) }, 'lists 101 values; at most 100'],
    [Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, i])), 'has 21 conditions; at most 20'],
    [{ '': 1 }, 'cannot be a filter'],
    [JSON.parse('{"__proto__": 1}'), 'cannot be a filter'],
    [{ document_id: 'x' }, '"x" is not the id of a document'],
    [{ external_id: 3 }, 'is compared with strings'],
    [{ title: { gt: 'A' } }, 'not by range'],
  ])('%j is refused: %s', (filter, message) => {
    expect(() => filterCondition(filter)).toThrow(FilterError);
    expect(() => filterCondition(filter)).toThrow(message);
  });

  it('is either refused or runs, whatever it holds', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud800', 'year'));
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(text, fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }), { maxKeys: 3 }),
        async (filter) => {
          try {
            await matches(filter);
          } catch (error) {
            expect(error).toBeInstanceOf(FilterError);
          }
        },
      ),
    );
  });
});
