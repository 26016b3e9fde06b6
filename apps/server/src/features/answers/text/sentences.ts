import { LINK_TARGET, NOTE_LINK } from './plain.ts';
import type { Span } from './span.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Shortenings whose full stop does not end a sentence, whatever follows. */
const SHORTENED = new Set(
  `dr mr mrs ms mx prof rev hon gen col capt lt sgt sen gov pres st mt ft
  fig figs eq eqs ch sec sect art tab table vol vols ed eds pp cf vs viz al approx ca resp incl esp bros inc ltd corp
  e.g i.e eg ie jan feb mar apr jun jul aug sep sept oct nov dec
  bzw z.b d.h u.a s.o vgl abb nr str m mme mlle sr sra dña`.split(/\s+/),
);
/** Shortenings only before a number: "no. 5", but "He said no. Then …". */
const BEFORE_NUMBER = new Set(['no', 'nos', 'p', 'par', 'para', 'item', 'page', 'abs', 'kap', 'art', 'núm', 'n']);

/** After an ordinal as German and its neighbours write it: "17. August". */
const MONTH = /^\s*(jan|feb|mär|mar|apr|ma[ijy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])/i;
/** "3." of a numbered paragraph, "Table 1." of a caption: what follows belongs to it. */
const NUMBERED = /^\s*[*_]*((table|figure|fig\.|listing|section|chapter|step)\s+)?[\d.]+[*_]*\s*$/i;

/** A sentence longer than this is cut at a weaker mark, so that a quote can be read at a glance. */
const MAX_SENTENCE = 500;

/**
 * Sentences of `text` between `start` and `end`, a paragraph without block markup: line breaks inside it count as
 * spaces. Boundaries are Unicode's (UAX #29) less those after abbreviations and initials.
 */
export function sentences(text: string, start: number, end: number): Span[] {
  const paragraph = masked(text.slice(start, end));
  const spans: Span[] = [];
  let from = 0;
  for (const { index, segment } of segmenter.segment(paragraph)) {
    const to = index + segment.length;
    if (to < paragraph.length && continues(paragraph.slice(from, to), paragraph.slice(to, to + 8))) continue;
    spans.push(...cut(paragraph, from, to));
    from = to;
  }
  if (from < paragraph.length) spans.push(...cut(paragraph, from, paragraph.length));
  return spans
    .map((span) => trimmed(text, start + span.start, start + span.end))
    .filter((span) => span.end > span.start);
}

/** The paragraph with all that could mislead the segmenter (line breaks, code, link targets, note numbers) painted over. */
function masked(paragraph: string): string {
  return paragraph
    .replace(/[\r\n\u2028\u2029\u0085]/g, ' ')
    .replace(/(`+)(?:(?!\1)[\s\S])+\1/g, (code) => 'X'.repeat(code.length))
    .replace(
      /([.!?…]["'”’)]*)((?:[*_]+|\[\^?\d+\])+)/g,
      (_, end: string, close: string) => end + ')'.repeat(close.length),
    )
    .replace(NOTE_LINK, (note) => ' '.repeat(note.length))
    .replace(LINK_TARGET, (target) => ' '.repeat(target.length));
}

/** Whether a full stop at the end of `before` belongs to an abbreviation, an initial or an enumeration. */
function continues(before: string, after: string): boolean {
  const last = /(?:^|[\s("'“‘[*_])([\p{L}\p{N}][\p{L}\p{N}.]*)\.[*_]*\s*$/u.exec(before)?.[1];
  if (last === undefined) return false;
  const word = last.toLowerCase();
  if (SHORTENED.has(word) || /^\p{Lu}(\.\p{Lu})*$/u.test(last)) return true;
  if (/^\d{1,2}$/.test(last) && MONTH.test(after)) return true;
  // A date as Korean writes it: "2020. 3. 11. 세계".
  if (/\b\d{4}\.\s?(\d{1,2}\.)?\s*$/.test(before) && /^\s*\d/.test(after)) return true;
  if (/\b\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.\s*$/.test(before) && /^\s*\p{Script=Hangul}/u.test(after)) return true;
  if (/^\d{1,3}(\.\d{1,3})*$/.test(last)) return NUMBERED.test(before);
  return BEFORE_NUMBER.has(word) && /^\s*\p{N}/u.test(after);
}

/** Cuts an overlong run after `;`, else `,`, else a space, each piece as long as allowed. */
function cut(text: string, start: number, end: number): Span[] {
  const spans: Span[] = [];
  let from = start;
  while (end - from > MAX_SENTENCE) {
    const window = text.slice(from, from + MAX_SENTENCE);
    const at = [/^[\s\S]*;\s/, /^[\s\S]*,\s/, /^[\s\S]*\s/].map((mark) => mark.exec(window)?.[0].length ?? 0);
    const length = at.find((n) => n > MAX_SENTENCE / 2) ?? whole(window);
    spans.push({ start: from, end: from + length });
    from += length;
  }
  spans.push({ start: from, end });
  return spans;
}

/** Length of the window that does not cut a surrogate pair. */
function whole(window: string): number {
  return /[\ud800-\udbff]$/.test(window) ? window.length - 1 : window.length;
}

/** The span without white space at either end. */
export function trimmed(text: string, start: number, end: number): Span {
  const inner = text.slice(start, end);
  const lead = inner.length - inner.trimStart().length;
  return lead === inner.length ? { start, end: start } : { start: start + lead, end: start + inner.trimEnd().length };
}
