import { describe, expect, it } from 'vitest';
import { distribution, placementOf, type TableFacts } from './sharding.ts';

const table = (name: string, refersTo: string[] = [], byTenant = true): TableFacts => ({ name, byTenant, refersTo });
const TABLES = [
  table('chunks', ['documents']),
  table('documents', ['projects']),
  table('key_directory', [], false),
  table('projects', ['tenants']),
  table('tenants'),
  table('work', [], false),
];

describe('a table belongs', () => {
  it('to the tenants when its key begins with them, else where it is said to', () => {
    expect(TABLES.map(placementOf)).toEqual(['tenant', 'tenant', 'directory', 'tenant', 'tenant', 'local']);
    expect(placementOf(table('new_table', [], false))).toBe('undecided');
  });
});

describe('tables are spread', () => {
  const all = distribution(TABLES, new Set(), 32);

  it('after those that they refer to, beside the tenants; directories everywhere', () => {
    expect(all).toEqual([
      `SELECT create_distributed_table('tenants', 'tenant_id', colocate_with => 'none', shard_count => 32)`,
      `SELECT create_distributed_table('projects', 'tenant_id', colocate_with => 'tenants')`,
      `SELECT create_distributed_table('documents', 'tenant_id', colocate_with => 'tenants')`,
      `SELECT create_distributed_table('chunks', 'tenant_id', colocate_with => 'tenants')`,
      `SELECT create_reference_table('key_directory')`,
    ]);
  });

  it('from where it was broken off', () => {
    expect(distribution(TABLES, new Set(['tenants', 'projects', 'documents']), 32)).toEqual(all.slice(3));
    expect(distribution(TABLES, new Set(TABLES.map(({ name }) => name)), 32)).toEqual([]);
  });
});
