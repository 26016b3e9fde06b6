/** The kinds of file that can be read. */
export type Format =
  | 'pdf'
  | 'docx'
  | 'pptx'
  | 'xlsx'
  | 'odt'
  | 'ods'
  | 'odp'
  | 'epub'
  | 'rtf'
  | 'email'
  | 'image'
  | 'csv'
  | 'html'
  | 'markdown'
  | 'text'
  | 'json'
  | 'code';

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
  /** Whether to recognise text in pictures: pages without any text of their own, and files that are pictures. Default: yes. */
  ocr?: boolean;
}

/** Told how many pages, slides or sheets are read, and of how many. */
export type OnPage = (done: number, total: number) => void;

/** One page, slide or sheet: `markdown.slice(start, end)`, in UTF-16 units. */
export interface Page {
  /** Counted from 1, as a reader of the file counts. */
  number: number;
  start: number;
  end: number;
}

/** Left, top, right and bottom from the page's upper left corner, in points (1/72 inch); of a picture in pixels. */
export type Box = readonly [number, number, number, number];

/** A top-level block: `markdown.slice(start, end)`, in UTF-16 units. */
export interface ConvertedBlock {
  type: 'heading' | 'paragraph' | 'list' | 'table' | 'code' | 'quote' | 'rule';
  /** 1 to 6; of headings only. */
  level?: number;
  start: number;
  end: number;
  /** Where it begins; null where the format has no pages. */
  page: number | null;
  /** Its place on that page; null where the format has no fixed layout. */
  box: Box | null;
}

/** A file as Markdown. */
export interface Converted {
  /** Normalised: `\n` line ends, NFC, no control characters, no lone surrogates. Never blank. */
  markdown: string;
  /** Ascending and contiguous, from 0 to the end of `markdown`; `null` where the format has no pages. */
  pages: Page[] | null;
  /** In the order of the text; they do not overlap. */
  blocks: ConvertedBlock[];
  title: string | null;
  format: Format;
  /** ISO 639-1, as `en`; null where the text is too short or too mixed to tell. */
  language: string | null;
}

/** What a format's reader hands back; `convert` normalises it and adds the offsets. */
export interface Draft {
  /** One part for each page, or a single one for a format without pages. */
  parts: string[];
  paged: boolean;
  title: string | null;
  /** For each part, the places of its top-level blocks in their order. */
  boxes?: (Box | null)[][];
}
