import type { NewSource, QueuedSource } from '../jobs/index.ts';
import type { ReadDocument, UnreadableError } from './reader/index.ts';
import type { Opened } from './source.ts';

/** What became of a source before anything was written to the database. */
export type Prepared = { source: QueuedSource } & (
  | { kind: 'read'; opened: Opened; read: ReadDocument; resultFileId: string | null }
  | { kind: 'unchanged'; opened: Opened; documentId: string }
  | { kind: 'expanded'; into: NewSource[] }
  /** Its page is gone, and its document goes with it. */
  | { kind: 'removed'; documentId: string }
  | { kind: 'failed'; error: UnreadableError }
);

/** Files that were written on the way, and belong to nothing if the transaction fails. */
export const writtenFiles = (prepared: readonly Prepared[]): string[] =>
  prepared
    .flatMap((one) => {
      if (one.kind === 'read') return [one.resultFileId];
      return one.kind === 'expanded' ? one.into.map((source) => source.file_id) : [];
    })
    .filter((id) => typeof id === 'string');
