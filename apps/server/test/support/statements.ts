import { type KyselyPlugin, PostgresQueryCompiler } from 'kysely';
import { loadModule } from 'libpg-query';
import { describePlacement } from '../../src/platform/db/citus.ts';
import type { Database, Db } from '../../src/platform/db/index.ts';
import { placementOf } from '../../src/platform/db/sharding.ts';
import { acrossTenants } from './across-tenants.ts';
import { unboundUses } from './tenant-predicates.ts';

/** Of this process, so that each is looked at once however many apps send it. */
const seen = new Set<string>();
const compiler = new PostgresQueryCompiler();

/** Notes what the app sends to its database, not what the tests ask of it, and finds what is not bound to one tenant. */
export class StatementWatch {
  readonly #unbound = new Set<string>();
  readonly #isTenants: (table: string) => boolean;

  private constructor(isTenants: (table: string) => boolean) {
    this.#isTenants = isTenants;
  }

  static async over(db: Db): Promise<StatementWatch> {
    await loadModule();
    const tenants = (await describePlacement(db)).filter((table) => placementOf(table) === 'tenant');
    const names = new Set(tenants.map(({ name }) => name));
    return new StatementWatch((table) => names.has(table));
  }

  /** The same database, watched. */
  watching(database: Database): Database {
    const plugin: KyselyPlugin = {
      transformQuery: ({ node, queryId }) => {
        this.#note(compiler.compileQuery(node, queryId).sql);
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const { db, background, control } = database;
    return {
      ...database,
      db: db.withPlugin(plugin),
      background: background.withPlugin(plugin),
      control: control?.withPlugin(plugin) ?? null,
    };
  }

  #note(text: string): void {
    // Rows of an insert differ in their number only.
    const key = text.replace(/\$\d+/g, '$').replace(/(\([^()]*\))(?:, ?\1)+/g, '$1');
    if (seen.has(key)) return;
    seen.add(key);
    const uses = unboundUses(text, this.#isTenants);
    if (uses.length > 0 && !acrossTenants.some(({ statement }) => statement.test(text)))
      this.#unbound.add(`${uses.join('; ')} — ${text}`);
  }

  /** Statements that name a tenant's table without a tenant, and why. */
  found(): string[] {
    return [...this.#unbound];
  }
}
