import { POINTS_BACK } from '../text/points-back.ts';
import type { Candidate } from './candidates.ts';
import { holdsWanted } from './evidence.ts';
import type { Question } from './question.ts';
import type { WeightedTerm } from './weights.ts';

export interface Scored extends Candidate {
  /** Share (0–1) of the question's weighted terms that the unit and what surrounds it hold. */
  coverage: number;
  /** The same for the unit alone. */
  ownCoverage: number;
  /** Whether it speaks of something that was asked about: by itself or, when it points back, in the sentence before. */
  anchored: boolean;
  /** Whether it, or what stands around it, holds one of the words that say what of the topic is asked; true when there are none. */
  touchesAsked: boolean;
  /** Whether a numbered name ("Brixo 500") that the question holds is in the passage. */
  hasNumberedNames: boolean;
  /** Whether the unit can hold what is asked for; null when that cannot be told. */
  fits: boolean | null;
  /** Cosine with the question, once encoded. */
  similarity: number | null;
  score: number;
}

/** Words after which a unit is long: it holds many terms by its size alone. */
const LONG = 40;
/**
 * What a term is worth where it stands: the closer to the sentence, the surer it is about the same thing. A name in the
 * sentence beside counts fully only for one that points back to it.
 */
const WHERE = { own: 1, context: 0.8, near: 0.6, nearName: 0.4, passage: 0.4 };
/** Share of what a follow-up took over that must be met: of the question before, it may be about a part only. */
const ENOUGH_CARRIED = 0.6;
/** A shared beginning ("photograph", "photographi") is almost the word. */
const SIMILAR = 0.8;

/** Scores one candidate by its words. Adds what order and kind of answer tell; see {@link withSimilarity} for meaning. */
export function score(candidate: Candidate, question: Question, weighted: WeightedTerm[], bestPassage: number): Scored {
  const pointsBack = POINTS_BACK.test(candidate.unit.text);
  let coverage = 0;
  let carriedCoverage = 0;
  let ownCoverage = 0;
  let anchored = false;
  let touched = false;
  for (const term of weighted) {
    const own = inside(term.stem, candidate.own);
    const near = term.specific && !pointsBack ? WHERE.nearName : WHERE.near;
    const around = Math.max(
      WHERE.context * inside(term.stem, candidate.context),
      near * inside(term.stem, candidate.near),
      candidate.passageStems.has(term.stem) ? WHERE.passage : 0,
    );
    ownCoverage += term.weight * own;
    anchored ||= own > 0 || candidate.title.has(term.stem) || (pointsBack && candidate.near.has(term.stem));
    touched ||= isAsked(term) && around >= WHERE.near * SIMILAR;
    touched ||= isAsked(term) && own > 0;
    const covered = term.weight * Math.max(WHERE.own * own, around);
    if (term.carried) carriedCoverage += covered;
    else coverage += covered;
  }
  const carried = weighted.reduce((sum, term) => sum + (term.carried ? term.weight : 0), 0);
  coverage += Math.min(carried, carriedCoverage / ENOUGH_CARRIED);
  const fits = holdsWanted(question, candidate);
  const prior = bestPassage > 0 ? Math.max(0, candidate.passage.score) / bestPassage : 0;
  const score =
    coverage +
    0.3 * ownCoverage +
    0.15 * adjacency(candidate, weighted) +
    kindBonus(candidate, question, fits) +
    0.05 * prior;
  return {
    ...candidate,
    coverage,
    ownCoverage,
    anchored,
    touchesAsked: touched || !weighted.some(isAsked),
    hasNumberedNames: weighted.every((term) => !isNumberOfName(term) || candidate.passageStems.has(term.stem)),
    fits,
    similarity: null,
    score,
  };
}

/** What is asked of the topic, in words of its own: neither a name nor a word that any question may have. */
function isAsked(term: WeightedTerm): boolean {
  return !term.specific && !term.generic && !term.carried;
}

function isNumberOfName(term: WeightedTerm): boolean {
  return term.nameWords > 1 && /^\p{N}+$/u.test(term.stem);
}

function inside(stem: string, stems: ReadonlySet<string>): number {
  if (stems.has(stem)) return 1;
  if (stem.length < 5) return 0;
  for (const other of stems) if (sharesBeginning(stem, other)) return SIMILAR;
  return 0;
}

function sharesBeginning(a: string, b: string): boolean {
  const most = Math.max(a.length, b.length);
  const needed = Math.max(5, Math.ceil(most * 0.75));
  return Math.min(a.length, b.length) >= needed && a.slice(0, needed) === b.slice(0, needed);
}

/** Share of neighbouring question terms that are also near each other (within three words) in the unit. */
function adjacency(candidate: Candidate, weighted: WeightedTerm[]): number {
  if (weighted.length < 2) return 0;
  const at = new Map<string, number[]>();
  candidate.words.forEach((word, i) => {
    at.set(word.stem, [...(at.get(word.stem) ?? []), i]);
  });
  const pairs = weighted.slice(1).filter((term, i) => {
    const before = at.get(weighted[i]?.stem ?? '') ?? [];
    const after = at.get(term.stem) ?? [];
    return before.some((a) => after.some((b) => Math.abs(a - b) <= 3));
  });
  return pairs.length / (weighted.length - 1);
}

function kindBonus(candidate: Candidate, question: Question, fits: boolean | null): number {
  const { kind } = candidate.unit;
  const asksList = question.wanted === 'list';
  const fit = fits === true ? 0.1 : fits === false ? -0.25 : 0;
  const list = kind === 'list' ? (asksList ? 0.15 : -0.1) : 0;
  const code = kind === 'code' ? -0.15 : 0;
  const words = candidate.words.length;
  const length = words < 4 && kind === 'sentence' ? -0.15 : -0.1 * Math.max(0, Math.log2(words / LONG));
  return fit + list + code + length;
}

/** Share of the score that meaning has beside words, where an encoder is at hand. */
const MEANING = 0.5;

export function withSimilarity(scored: Scored, similarity: number): Scored {
  return { ...scored, similarity, score: scored.score + MEANING * similarity };
}
