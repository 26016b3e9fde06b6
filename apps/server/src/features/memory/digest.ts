import { createHash } from 'node:crypto';
import type { Owner } from './types.ts';

/** Words that a statement says the same without. */
const ARTICLES = /(^| )(?:(?:an?|the) )+/g;

/** What a text says, less how it is written: case, width, punctuation, spaces and articles. A text of signs only stays. */
export function gist(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .replace(ARTICLES, '$1')
    .trim();
  return words === '' ? text.trim() : words;
}

/** One id for all memories that say the same of a user, in the same reach and by the same speaker: 128 bits of a SHA-256. */
export function digestOf(
  owner: Owner,
  { kind, role, name, content }: { kind: string; role: string | null; name: string | null; content: string },
): string {
  const said = JSON.stringify([owner.projectId, owner.agentId, kind, role, name, gist(content)]);
  const hex = createHash('sha256').update(said).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
