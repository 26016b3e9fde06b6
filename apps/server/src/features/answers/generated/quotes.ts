import { candidates } from '../extractive/candidates.ts';
import { type Question, readTerms } from '../extractive/question.ts';
import { score } from '../extractive/score.ts';
import { weigh } from '../extractive/weights.ts';
import { plain } from '../text/plain.ts';
import { sentences, trimmed } from '../text/sentences.ts';
import type { Span } from '../text/span.ts';
import type { Passage } from '../types.ts';

const MARKS = /\s?\[\d+\]/g;

/** The sentences of an answer that cite source `n`, without their marks. */
export function claims(answer: string, n: number): string {
  const mark = `[${n}]`;
  const found: string[] = [];
  for (let at = answer.indexOf(mark); at >= 0; at = answer.indexOf(mark, at + mark.length)) {
    // A mark may stand before or after the full stop; either way the sentence is the last one begun before it.
    const before = answer.slice(0, at).replace(MARKS, '').trimEnd();
    const paragraph = before.slice(before.lastIndexOf('\n') + 1);
    const last = sentences(paragraph, 0, paragraph.length).at(-1);
    if (last !== undefined) found.push(plain(paragraph.slice(last.start, last.end)));
  }
  return [...new Set(found)].join(' ');
}

/** What the sentence after the best one must add to the claim's words, as a share, to be quoted as well. */
const ADDS = 0.2;
/** Longest quote from a passage in which nothing is recognised. */
const FALLBACK = 300;

/** The sentence (or two in a row, a row, a list) of the passage that best supports a claim, as a span of its text. */
export function bestQuote(passage: Passage, claim: string): Span {
  const question: Question = { text: '', asks: '', terms: readTerms(claim), wanted: 'anything' };
  const found = candidates([passage], question);
  const weighted = weigh(
    question,
    found.map((candidate) => candidate.own),
  );
  const ranked = found.map((candidate) => score(candidate, question, weighted, 0)).sort((a, b) => b.score - a.score);
  const best = ranked[0];
  if (best === undefined) {
    const span = trimmed(passage.text, 0, Math.min(passage.text.length, FALLBACK));
    return span.end > span.start ? span : { start: 0, end: passage.text.length };
  }
  const neighbour = ranked
    .filter((other) => other.previous === best.unit || best.previous === other.unit)
    .map((other) => ({
      other,
      added: weighted
        .filter((t) => other.own.has(t.stem) && !best.own.has(t.stem))
        .reduce((sum, t) => sum + t.weight, 0),
    }))
    .sort((a, b) => b.added - a.added)[0];
  if (neighbour === undefined || neighbour.added < ADDS) return { start: best.unit.start, end: best.unit.end };
  const { unit } = neighbour.other;
  return { start: Math.min(unit.start, best.unit.start), end: Math.max(unit.end, best.unit.end) };
}
