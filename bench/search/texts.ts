import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { generator } from '../lib/random.ts';

/** Sentences in one passage: about 40 words. */
const SENTENCES = 3;

/**
 * Passages as they might be ingested, and questions about them: each passage is three sentences of the documentation of one
 * package (its Markdown, and the comments of its type declarations), put together at random but the same in each run on the
 * same packages. All are different, and in random order, so that the first n of them are as good a collection as all.
 */
export function makeTexts(
  root: string,
  count: number,
  questionCount: number,
): { passages: string[]; questions: string[] } {
  const packages = [...sentencesByPackage(root).values()].filter((sentences) => sentences.length >= SENTENCES);
  const random = generator(42);
  // A package is drawn as often as it has sentences.
  const weights = packages.flatMap((sentences, index) => sentences.map(() => index));
  const passages = new Set<string>();
  while (passages.size < count) {
    const sentences = packages[weights[Math.floor(random() * weights.length)] ?? 0] ?? [];
    const chosen = new Set<string>();
    while (chosen.size < SENTENCES) chosen.add(sentences[Math.floor(random() * sentences.length)] ?? '');
    passages.add([...chosen].join(' '));
  }
  const all = [...passages];
  return { passages: all, questions: Array.from({ length: questionCount }, () => question(all, random)) };
}

/** Half of the words of one sentence, at least five, from one of the first thousand passages. */
function question(passages: readonly string[], random: () => number): string {
  const passage = passages[Math.floor(random() * Math.min(1000, passages.length))] ?? '';
  const sentence = passage.split(/(?<=[.!?]) /)[Math.floor(random() * SENTENCES)] ?? '';
  const words = sentence.replace(/[.!?]$/, '').split(' ');
  const length = Math.max(5, Math.ceil(words.length / 2));
  const from = Math.floor(random() * Math.max(1, words.length - length));
  return words.slice(from, from + length).join(' ');
}

/** Distinct sentences of 5 to 40 words, by the folder of the package that has them first. */
function sentencesByPackage(root: string): Map<string, string[]> {
  const files = readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(md|d\.[cm]?ts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const seen = new Set<string>();
  const found = new Map<string, string[]>();
  for (const file of files) {
    const [scope = '', name = ''] = relative(root, file).split('/');
    const owner = scope.startsWith('@') ? `${scope}/${name}` : scope;
    const sentences = found.get(owner) ?? [];
    found.set(owner, sentences);
    for (const sentence of sentencesOf(proseOf(file))) {
      if (seen.has(sentence)) continue;
      seen.add(sentence);
      sentences.push(sentence);
    }
  }
  return found;
}

function proseOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.md')) return text.replace(/```[\s\S]*?```/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  const comments = text.matchAll(/\/\*\*([\s\S]*?)\*\//g);
  return [...comments].map(([, comment = '']) => comment.replace(/^\s*\* ?/gm, '')).join('\n\n');
}

function sentencesOf(prose: string): string[] {
  return prose
    .split(/(?<=[.!?])\s+|\n\n+/)
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => {
      const { length } = text.split(' ');
      return /^[A-Z][\w ,'`()-]+[.!?]$/.test(text) && length >= 5 && length <= 40;
    });
}
