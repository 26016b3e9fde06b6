/** The kinds of file that can be read. */
export type Format = 'pdf' | 'docx' | 'pptx' | 'xlsx' | 'csv' | 'html' | 'markdown' | 'text' | 'json';

/** A file as it came in. Its kind is decided by content first; name and type only break ties. */
export interface SourceFile {
  bytes: Uint8Array;
  filename?: string;
  /** A `Content-Type` header's value, parameters included. */
  contentType?: string;
  /** Opens an encrypted PDF. */
  password?: string;
  /** Where the file came from: the base of an HTML page's relative links. */
  url?: string;
}

/** One page, slide or sheet: `markdown.slice(start, end)`, in UTF-16 units. */
export interface Page {
  /** Counted from 1, as a reader of the file counts. */
  number: number;
  start: number;
  end: number;
}

/** A file as Markdown. */
export interface Converted {
  /** Normalised: `\n` line ends, NFC, no control characters, no lone surrogates. Never blank. */
  markdown: string;
  /** Ascending and contiguous, from 0 to the end of `markdown`; `null` where the format has no pages. */
  pages: Page[] | null;
  title: string | null;
  format: Format;
}

/** What a format's reader hands back; `convert` normalises it and adds the offsets. */
export interface Draft {
  /** One part for each page, or a single one for a format without pages. */
  parts: string[];
  paged: boolean;
  title: string | null;
}
