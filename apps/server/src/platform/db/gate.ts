import type { Pool, PoolClient } from 'pg';

/** The part of a pool that Kysely uses. Its end is ours to decide, not Kysely's. */
export interface Gate {
  connect(): Promise<Pick<PoolClient, 'query' | 'release'>>;
  end(): Promise<void>;
}

/**
 * Lets at most `limit` of its users hold or await a connection of the pool at a time. Others of the pool then wait behind
 * that many at the most, however much work there is: this is how a request gets past an ingest where there is only one connection.
 */
export function gate(pool: Pool, limit: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;

  async function enter(): Promise<void> {
    if (inside < limit) inside += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else inside -= 1;
  }

  return {
    async connect() {
      await enter();
      try {
        const client = await pool.connect();
        // A connection that breaks while in use fails its query and says so once more as an event, which nobody else listens to.
        const onError = () => {};
        client.on('error', onError);
        return {
          query: client.query.bind(client) as PoolClient['query'],
          release(error) {
            client.off('error', onError);
            client.release(error);
            leave();
          },
        };
      } catch (error) {
        leave();
        throw error;
      }
    },
    end: async () => {},
  };
}
