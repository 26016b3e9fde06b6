import type { Client, Pool, PoolClient } from 'pg';

/** The part of a pool that Kysely uses. Its end is ours to decide, not Kysely's. */
export interface Gate {
  connect(): Promise<Pick<PoolClient, 'query' | 'release'>>;
  end(): Promise<void>;
  /** How many wait to be let in. */
  waiting(): number;
}

/** For a database that may be away without saying so: how long its users put up with that. Without them, for ever. */
export interface Patience {
  /** To be let in and connected, in milliseconds. */
  waitMs?: number;
  /** For the answer to one statement, in milliseconds; the connection is given up with it. */
  answerMs?: number;
}

/**
 * Lets at most `limit` of its users hold or await a connection of the pool at a time. Others of the pool then wait behind
 * that many at the most, however much work there is: this is how a request gets past an ingest where there is only one connection.
 */
export function gate(pool: Pool, limit: number, { waitMs, answerMs }: Patience = {}): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;

  async function enter(): Promise<void> {
    if (inside < limit) {
      inside += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        waiting.splice(waiting.indexOf(letIn), 1);
        reject(new Error('timeout exceeded when trying to connect'));
      };
      const timer = waitMs === undefined ? undefined : setTimeout(giveUp, waitMs);
      const letIn = () => {
        clearTimeout(timer);
        resolve();
      };
      waiting.push(letIn);
    });
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
          query: answerMs === undefined ? client.query.bind(client) : impatient(client, answerMs),
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
    waiting: () => waiting.length,
  };
}

/** Ends the connection when an answer takes too long: its statement, and what else waits for it, fail as by a broken connection. */
function impatient(client: PoolClient, answerMs: number): PoolClient['query'] {
  const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  const limited = async (...args: unknown[]) => {
    const timer = setTimeout(() => void (client as PoolClient & Pick<Client, 'end'>).end(), answerMs);
    try {
      return await query(...args);
    } finally {
      clearTimeout(timer);
    }
  };
  return limited as PoolClient['query'];
}
