/** A half-open range of UTF-16 offsets. */
export interface Range {
  start: number;
  end: number;
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * Cuts prose of any length into ranges of at most `max` characters, about even in length, after a sentence where there
 * is one, else after a line, else after a word, else anywhere but inside a character. Time is linear: each step looks
 * at no more than `max` characters and takes at least half of an even share.
 */
export function cutText(text: string, { start, end }: Range, max: number): Range[] {
  const ranges: Range[] = [];
  for (let from = start; from < end; ) {
    const rest = end - from;
    const even = Math.ceil(rest / Math.ceil(rest / max));
    const to = even === rest ? end : from + cutPlace(text.slice(from, from + max + 1), even);
    ranges.push({ start: from, end: to });
    from = to;
  }
  return ranges;
}

/** Cuts a table or code into its lines; a line longer than `max` is cut like prose. */
export function cutLines(text: string, { start, end }: Range, max: number): Range[] {
  const ranges: Range[] = [];
  for (let from = start; from < end; ) {
    const newline = text.indexOf('\n', from);
    const to = newline < 0 || newline >= end ? end : newline;
    ranges.push(...cutText(text, { start: from, end: to }, max));
    from = to + 1;
  }
  return ranges;
}

/** Where to cut `window`: the best kind of place that lies after half of `even`, of those the nearest to `even`. */
function cutPlace(window: string, even: number): number {
  const least = Math.max(1, Math.ceil(even / 2));
  const nearest = (places: Iterable<number>): number | undefined => {
    let best: number | undefined;
    for (const place of places) {
      if (place < least || place >= window.length) continue;
      if (best === undefined || Math.abs(place - even) < Math.abs(best - even)) best = place;
    }
    return best;
  };
  return (
    nearest(sentenceEnds(window)) ??
    nearest(matchEnds(window, /\n/g)) ??
    nearest(matchEnds(window, /\s/g)) ??
    wholeCharacter(window, even)
  );
}

/** A line break inside prose is a space; the segmenter would take it for the end of a sentence. */
function* sentenceEnds(window: string): Generator<number> {
  for (const { index } of sentences.segment(window.replaceAll('\n', ' '))) yield index;
}

function* matchEnds(window: string, pattern: RegExp): Generator<number> {
  for (const match of window.matchAll(pattern)) yield match.index + 1;
}

/** `place`, or one off where that is between the two halves of a surrogate pair. */
function wholeCharacter(window: string, place: number): number {
  if (!isInsidePair(window, place)) return place;
  return place > 1 ? place - 1 : place + 1;
}

/** Whether a cut at `place` would part a surrogate pair. */
export function isInsidePair(text: string, place: number): boolean {
  return place > 0 && (text.codePointAt(place - 1) ?? 0) > 0xffff;
}
