export interface Span {
  start: number;
  end: number;
}

export interface Window extends Span {
  text: string;
  /** Where to go on, counted from the span's start; null at its end. */
  next_offset: number | null;
}

/**
 * A piece of a text's span that begins at `offset` within the span. It ends at a blank line, a line's end or a space where one
 * is near its limit, and never inside a surrogate pair.
 *
 * @param offset, limit in UTF-16 code units
 */
export function windowOf(text: string, span: Span, offset: number, limit: number): Window {
  const start = outsidePair(text, Math.min(span.start + offset, span.end));
  const end = start + limit >= span.end ? span.end : goodEnd(text, start, start + limit);
  return { text: text.slice(start, end), start, end, next_offset: end < span.end ? end - span.start : null };
}

/** The last good place to stop in the window's last fifth; its very end where there is none. */
function goodEnd(text: string, start: number, end: number): number {
  const earliest = end - Math.floor((end - start) / 5);
  for (const separator of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(separator, end - separator.length);
    if (at >= earliest) return at + separator.length;
  }
  return outsidePair(text, end);
}

/** The place itself, or one before it where it would part a surrogate pair. */
function outsidePair(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return at > 0 && code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
