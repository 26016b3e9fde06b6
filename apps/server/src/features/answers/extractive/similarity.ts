import type { Encode } from '../types.ts';
import type { Question } from './question.ts';
import { type Scored, withSimilarity } from './score.ts';

/** How many of the best units by words are also compared by meaning; each costs the encoder about 6 ms. */
const COMPARED = 16;

/**
 * Adds meaning to the best of the candidates and sorts all by score. The packaged encoder knows English; a question
 * mostly in another script is ranked by its words alone.
 */
export async function rankByMeaning(ranked: Scored[], question: Question, encode: Encode | null): Promise<Scored[]> {
  const top = ranked.slice(0, COMPARED);
  if (encode === null || top.length === 0 || !isLatin(question.text)) return ranked;
  const [asked, ...answers] = await encode([question.text, ...top.map((candidate) => candidate.unit.text)]);
  const meant = top.map((candidate, i) => withSimilarity(candidate, closest(asked ?? [], answers[i] ?? [])));
  // A unit that was not compared never overtakes one that was: its score lacks the part for meaning.
  return [...meant.sort((a, b) => b.score - a.score), ...ranked.slice(COMPARED)];
}

function isLatin(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  return letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length > letters.length / 2;
}

/** Greatest cosine between any two windows, within 0–1. */
function closest(a: Float32Array[], b: Float32Array[]): number {
  return Math.max(0, ...a.flatMap((x) => b.map((y) => cosine(x, y))));
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
}
