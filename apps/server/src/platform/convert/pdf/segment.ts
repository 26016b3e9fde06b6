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
  /** Ends in a hyphen that PDFium takes for a division of the word; the hyphen itself is not in `text`. */
  divided: boolean;
  /** Written from right to left. */
  rtl: boolean;
}
