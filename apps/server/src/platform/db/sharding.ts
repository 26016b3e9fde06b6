/** Read without knowing the tenant, so a copy of them is on every node. */
export const DIRECTORY_TABLES: readonly string[] = [
  'app_directory',
  'embed_directory',
  'identities',
  'identity_tenants',
  'key_directory',
  'member_directory',
];

/** The deployment's own: how processes share work and agree. They stay where the processes connect. */
export const LOCAL_TABLES: readonly string[] = [
  'access_changes',
  'access_epoch',
  'counters',
  'deployment',
  'former_audit_keys',
  'migrations',
  'migrations_lock',
  'processes',
  'work',
];

/** The tenants' own tables are told by their primary key; the first of them is the one that all others refer to. */
const ROOT = 'tenants';

type Placement = 'tenant' | 'directory' | 'local' | 'undecided';

export interface TableFacts {
  name: string;
  /** Whether its primary key begins with the tenant. */
  byTenant: boolean;
  /** The tables that its foreign keys refer to. */
  refersTo: string[];
}

/** Where a table belongs in a sharded deployment (docs/adr/0022). */
export function placementOf({ name, byTenant }: Pick<TableFacts, 'name' | 'byTenant'>): Placement {
  if (DIRECTORY_TABLES.includes(name)) return 'directory';
  if (LOCAL_TABLES.includes(name)) return 'local';
  return byTenant ? 'tenant' : 'undecided';
}

/**
 * The statements that spread the tables which are not in `placed` yet, each to be committed by itself: one that was broken off is
 * gone on with. A table comes after those that it refers to, which Citus asks for.
 *
 * @param shards of the first tenants' table; the others are laid beside its. Cannot be changed with ease
 */
export function distribution(tables: readonly TableFacts[], placed: ReadonlySet<string>, shards: number): string[] {
  return inOrder(tables)
    .filter(({ name }) => !placed.has(name))
    .flatMap((table) => {
      const placement = placementOf(table);
      if (placement === 'directory') return [`SELECT create_reference_table('${table.name}')`];
      if (placement !== 'tenant') return [];
      const beside = table.name === ROOT ? `'none', shard_count => ${shards}` : `'${ROOT}'`;
      return [`SELECT create_distributed_table('${table.name}', 'tenant_id', colocate_with => ${beside})`];
    });
}

/** What is referred to first; otherwise in the order given. */
function inOrder(tables: readonly TableFacts[]): TableFacts[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const done = new Set<TableFacts>();
  const visit = (name: string): void => {
    const table = byName.get(name);
    if (!table) return;
    byName.delete(name);
    for (const other of table.refersTo) visit(other);
    done.add(table);
  };
  for (const name of [ROOT, ...tables.map((table) => table.name)]) visit(name);
  return [...done];
}
