import { describe, expect, it } from 'vitest';
import type { ClusterFacts } from '../../platform/db/citus.ts';
import { problemOf } from './db-distribute.ts';

const GOOD: ClusterFacts = { citus: '13.2-1', nodes: 2, processes: 0, hasBm25: false, undecided: [] };

describe('db distribute', () => {
  it('has nothing against a cluster that nobody works on', () => {
    expect(problemOf(GOOD)).toBeUndefined();
    expect(problemOf({ ...GOOD, citus: '12.0-1' })).toBeUndefined();
  });

  it.each<[string, Partial<ClusterFacts>, RegExp]>([
    ['without Citus', { citus: null }, /no Citus.*CREATE EXTENSION/],
    ['with an old one', { citus: '11.3-1' }, /Citus 12 is needed; this is 11\.3/],
    ['without nodes', { nodes: 0 }, /citus_add_node/],
    ['while a server runs', { processes: 1 }, /1 server at work.*Stop/],
    ['where BM25 ranks', { hasBm25: true }, /pg_textsearch/],
    ['with tables it does not know', { undecided: ['stray'] }, /belong: stray/],
  ])('says what to mend %s', (_, facts, message) => {
    expect(problemOf({ ...GOOD, ...facts })).toMatch(message);
  });
});
