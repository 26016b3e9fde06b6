import type { App } from '../src/app.ts';
import type { Db } from '../src/platform/db/index.ts';
import type { Client } from './client.ts';

export interface TestApp extends App {
  url: string;
  db: Db;
  dataDir: string;
  /** Everything that was logged, one JSON object a line. */
  logged(): string;
  /** A new tenant and a client with its first key. */
  tenant(name?: string): Promise<Client>;
  /** A client without a credential, or with the given key. */
  client(key?: string): Client;
  /**
   * Also fails if a secret that a client sent or was given is in the log, a table or the body of an error, and if a statement of the
   * app used a tenant's table without naming the tenant.
   */
  close(): Promise<void>;
}
