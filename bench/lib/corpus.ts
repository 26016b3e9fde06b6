import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generator } from './random.ts';

/**
 * English prose for measuring with, from the documentation of the packages that are installed anyway: sentences of 5 to 40
 * words, in a random but repeatable order, put together to passages of about `words` words.
 */
export function passages(root: string, count: number, words: number): string[] {
  const sentences = [...new Set(markdownFiles(root).flatMap((path) => sentencesOf(readFileSync(path, 'utf8'))))];
  const random = generator(42);
  const pick = () => sentences[Math.floor(random() * sentences.length)] ?? '';
  return Array.from({ length: count }, () => {
    let text = '';
    while (text.split(' ').length < words) text += `${pick()} `;
    return text.trim();
  });
}

/** Questions in the words of the corpus: the first words of some of its sentences. */
export function questions(texts: string[], count: number): string[] {
  const random = generator(7);
  return Array.from({ length: count }, () => {
    const text = texts[Math.floor(random() * texts.length)] ?? '';
    return text
      .split(' ')
      .slice(0, 6 + Math.floor(random() * 6))
      .join(' ');
  });
}

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function sentencesOf(markdown: string): string[] {
  return markdown
    .replace(/```[\s\S]*?```/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .split(/(?<=[.!?])\s+|\n\n+/)
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter(
      (text) => /^[A-Z][\w ,'()-]+[.!?]$/.test(text) && text.split(' ').length >= 5 && text.split(' ').length <= 40,
    );
}
