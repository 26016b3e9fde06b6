import type { SourceFile } from '../../../platform/convert/types.ts';
import type { Chunk } from '../../chunking/index.ts';

/** A source to read: a file of any kind, or text that is Markdown already. */
export type ReadRequest =
  | { kind: 'file'; file: SourceFile }
  | { kind: 'markdown'; text: string }
  | {
      kind: 'stored';
      markdown: string;
      pages: { number: number; start: number; end: number }[] | null;
      format: string;
    };

export interface ReadDocument {
  markdown: string;
  pages: { number: number; start: number; end: number }[] | null;
  title: string | null;
  format: string;
  chunks: Chunk[];
}
