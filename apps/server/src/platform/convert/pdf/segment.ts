/** A stretch of text on one line, without wide gaps inside: a line of a column, or a cell of a table. */
export interface Segment {
  text: string;
  left: number;
  right: number;
  baseline: number;
  /** Font size of most of its characters, in points. */
  size: number;
  /** Whether (nearly) all of it is. */
  bold: boolean;
  mono: boolean;
  /** Name of the font of (nearly) all of it; empty where there are several. */
  font: string;
  /** Ends in a hyphen that PDFium takes for a division of the word; the hyphen itself is not in `text`. */
  divided: boolean;
  /** Written from right to left. */
  rtl: boolean;
  /** A table that stands here: its lines are in the table, and this one has no text. */
  table?: Table;
}

/** A table's cells by rows, each with its lines from top to bottom. A merged cell is repeated in every place it covers. */
export interface Table {
  cells: Segment[][][];
}
