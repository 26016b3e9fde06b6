import { asksOneFact, type Question } from './question.ts';
import { supports } from './refusal.ts';
import type { Scored } from './score.ts';

/** A further unit must score this share of the best one, and support an answer by itself; more in another document. */
const CLOSE = 0.78;
const CLOSE_ELSEWHERE = 0.9;
/** Two units sharing this much of their words say the same. */
const SAME = 0.7;
const MAX_CHARACTERS = 1200;

/** Most units quoted: one fact is answered in one sentence, perhaps two. */
const MOST = { oneFact: 2, other: 4 };

/**
 * Picks what to quote from candidates sorted by score: the best, and those close to it that do not repeat it. The result
 * reads in order: documents by their best unit, inside a document by position.
 */
export function select(ranked: Scored[], question: Question): Scored[] {
  const best = ranked[0];
  if (best === undefined) return [];
  const chosen: Scored[] = [];
  const most = asksOneFact(question) ? MOST.oneFact : MOST.other;
  let characters = 0;
  for (const candidate of ranked) {
    if (chosen.length === most || candidate.score < CLOSE * best.score) break;
    const size = candidate.unit.end - candidate.unit.start;
    if (candidate !== best && (!supports(candidate, question) || candidate.fits === false)) continue;
    const elsewhere = candidate.passage.document.id !== best.passage.document.id;
    if (elsewhere && candidate.score < CLOSE_ELSEWHERE * best.score) continue;
    if (isOtherRow(candidate, best)) continue;
    if (chosen.some((other) => overlaps(candidate, other) || repeats(candidate, other))) continue;
    if (characters > 0 && characters + size > MAX_CHARACTERS) continue;
    chosen.push(candidate);
    characters += size;
  }
  const documents = [...new Set(chosen.map((c) => c.passage.document.id))];
  const rank = (c: Scored) => documents.indexOf(c.passage.document.id);
  return chosen.sort((a, b) => rank(a) - rank(b) || startOf(a) - startOf(b));
}

/** Rows of a table share their titles; one that holds less of the question's own words is about something else. */
function isOtherRow(candidate: Scored, best: Scored): boolean {
  const sameTable = candidate.passage === best.passage && candidate.unit.block === best.unit.block;
  return sameTable && candidate.unit.kind === 'row' && candidate.ownCoverage < best.ownCoverage;
}

function startOf(candidate: Scored): number {
  return candidate.passage.start + candidate.unit.start;
}

function overlaps(a: Scored, b: Scored): boolean {
  if (a.passage.document.id !== b.passage.document.id) return false;
  return startOf(a) < b.passage.start + b.unit.end && startOf(b) < a.passage.start + a.unit.end;
}

function repeats(a: Scored, b: Scored): boolean {
  const shared = [...a.own].filter((stem) => b.own.has(stem)).length;
  return shared / Math.max(1, a.own.size + b.own.size - shared) >= SAME;
}
