/** What the server's thread and the database's thread say to each other. */

export interface WorkerInput {
  /** A folder, or undefined for a database in memory (tests). */
  dataDir: string | undefined;
  /** Postgres's page cache. At 8,000 passages 48 and 256 MB search alike; at 100,000, 128 MB made it twice as slow as 768. */
  sharedBuffersMb: number;
  /** A database dumped before, to begin from: saves the tests the set-up of a new one. */
  snapshot?: Uint8Array;
}

/** `query`: one or more whole messages of the Postgres frontend protocol. `reset`: the session's stream was closed. */
export type ToWorker = { type: 'query'; bytes: Uint8Array } | { type: 'reset' } | { type: 'dump' } | { type: 'close' };

/** `answer`: the backend's messages. `broken`: the database itself failed, not a statement. */
export type FromWorker =
  | { type: 'ready' }
  | { type: 'answer'; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'broken'; reason: string }
  | { type: 'dumped'; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'closed' };
