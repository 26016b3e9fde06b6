import type { Question } from './question.ts';
import type { Scored } from './score.ts';

/**
 * Evidence an answer needs. Measured on questions with and without an answer over documents of many kinds: at 0.6 both
 * errors are rarest; see the question set in the tests.
 */
const ENOUGH = 0.6;
/** A long question says more than any sentence answers: each content word beyond the fourth lowers the need, to a floor. */
const LESS_PER_TERM = 0.03;
const LONG_FROM = 4;
const ENOUGH_FLOOR = 0.45;
/** Rows hold little but names, which a question repeats; the property it asks for must not be what is missing. */
const ENOUGH_ROW = 0.68;
/** Languages written without spaces are matched by pairs of characters, of which particles and endings break many. */
const ENOUGH_UNSPACED = 0.3;
/** Cosine at which the packaged encoder says neither "related" nor "unrelated". */
const NEUTRAL_SIMILARITY = 0.35;
const MEANING = 0.3;
/** What is left of the evidence when the sentence cannot hold the kind of thing asked for. */
const UNFIT = 0.5;

/**
 * How well a unit supports an answer, about 0–1.2: the share of the question's words found in it and around it, weighed by
 * rarity, less when it lacks the asked kind of thing, corrected by its closeness in meaning where that is known.
 */
function evidence(scored: Scored): number {
  const words = scored.coverage * (scored.fits === false ? UNFIT : 1);
  return words + MEANING * ((scored.similarity ?? NEUTRAL_SIMILARITY) - NEUTRAL_SIMILARITY);
}

/** How many of the best are tried: the closest in words may lack what is asked for, which its neighbour then says. */
const TRIED = 3;

/** The units from the first on that supports an answer, of candidates sorted by score; none when the answer is not there. */
export function supported(ranked: Scored[], question: Question): Scored[] {
  const first = ranked.slice(0, TRIED).findIndex((candidate) => supports(candidate, question));
  return first < 0 ? [] : ranked.slice(first);
}

/** Cosine from which a unit may say what is asked in none of the question's words. */
const SAYS_IT_OTHERWISE = 0.62;

/** Whether a unit is enough to answer by itself. */
export function supports(candidate: Scored, question: Question): boolean {
  if (isUnspaced(question)) return evidence(candidate) >= ENOUGH_UNSPACED;
  if (!candidate.hasNumberedNames) return false;
  if (candidate.unit.kind === 'sentence' && !candidate.anchored) return false;
  if (!candidate.touchesAsked && (candidate.similarity ?? 0) < SAYS_IT_OTHERWISE) return false;
  const extra = Math.max(0, question.terms.length - LONG_FROM);
  const needed = Math.max(ENOUGH_FLOOR, ENOUGH - LESS_PER_TERM * extra);
  return evidence(candidate) >= (candidate.unit.kind === 'row' ? Math.max(needed, ENOUGH_ROW) : needed);
}

/** Whether most of the question is in a script without spaces. */
function isUnspaced(question: Question): boolean {
  const letters = question.text.match(/\p{L}/gu) ?? [];
  const unspaced =
    question.text.match(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu,
    ) ?? [];
  return unspaced.length > letters.length / 2;
}
