import { gist } from '../digest.ts';

/**
 * The items most like a text, at most `most`, in their order: by the words they share with it, each worth the less the more
 * items have it, then the later ones. Finding one too many costs some tokens, so no finer measure is needed.
 */
export function mostSimilar<T extends { content: string }>(items: readonly T[], text: string, most: number): T[] {
  if (items.length <= most) return [...items];
  const wanted = words(text);
  const shared = items.map(({ content }) => [...words(content)].filter((word) => wanted.has(word)));
  const spread = new Map<string, number>();
  for (const word of shared.flat()) spread.set(word, (spread.get(word) ?? 0) + 1);
  const score = (index: number) => (shared[index] ?? []).reduce((sum, word) => sum + 1 / (spread.get(word) ?? 1), 0);
  const ranked = items.map((item, index) => ({ item, index, score: score(index) }));
  ranked.sort((a, b) => b.score - a.score || b.index - a.index);
  const chosen = new Set(ranked.slice(0, most).map(({ item }) => item));
  return items.filter((item) => chosen.has(item));
}

const words = (text: string) => new Set(gist(text).split(' '));
