import type { QueuedSource } from '../jobs/index.ts';
import type { ReadDocument, UnreadableError } from './reader/index.ts';
import type { Opened } from './source.ts';

/** What became of a source before anything was written. */
export type Prepared = { source: QueuedSource } & (
  | { kind: 'read'; opened: Opened; read: ReadDocument }
  | { kind: 'unchanged'; opened: Opened; documentId: string }
  | { kind: 'failed'; error: UnreadableError }
);
