import type { ArchiveEntry } from '../../../platform/convert/archive.ts';
import type { Converted, SourceFile } from '../../../platform/convert/types.ts';
import type { Chunk } from '../../chunking/index.ts';

/** A file for the reading process, which opens it itself where it lies on the disk. */
export type FileRef = Omit<SourceFile, 'bytes'> & ({ path: string } | { bytes: Uint8Array });

/** A source to read: a file of any kind, or text that is Markdown already. */
export type ReadRequest =
  | { kind: 'file'; file: FileRef }
  | { kind: 'markdown'; text: string }
  | {
      kind: 'stored';
      markdown: string;
      pages: { number: number; start: number; end: number }[] | null;
      format: string;
      language: string | null;
    };

/** What else is asked about a file, without reading it. */
export type InspectRequest =
  | { kind: 'measure'; file: FileRef }
  | { kind: 'list-archive'; file: FileRef }
  | { kind: 'unpack'; file: FileRef; names: string[] };

export type ReadDocument = Omit<Converted, 'format'> & { format: string; chunks: Chunk[] };

/** How many pages a file counts for, as a plan counts. */
export interface Measured {
  format: string;
  pages: number;
}

/** By the kind of request: its measure, what an archive holds (null: it is none), some files of it. */
export type Inspected = Measured | ArchiveEntry[] | null | Uint8Array[];

/** Pages read so far, and all. */
export interface ReadProgress {
  done: number;
  total: number;
}
