import { countTokens } from 'gpt-tokenizer';

/** The tokenizer's time grows with the square of an unbroken word (100,000 letters: 5 s), so text is counted in pieces. */
const PIECE = 2_000;
/** Control tokens written in a document are ordinary text; by default the tokenizer throws on them. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };

/**
 * Tokens of a text by OpenAI's `o200k_base`. Other models' tokenizers differ by some per cent, which a budget well below
 * the window of any current model allows for.
 */
export function tokens(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += PIECE) sum += countTokens(text.slice(at, at + PIECE), AS_TEXT);
  return sum;
}

/** The longest beginning of a text, cut at a line or a space, that has about `most` tokens. */
export function beginning(text: string, most: number): string {
  const total = tokens(text);
  if (total <= most) return text;
  let cut = Math.floor((text.length * most) / total);
  while (cut > 0 && tokens(text.slice(0, cut)) > most) cut = Math.floor(cut * 0.9);
  const head = text.slice(0, cut);
  const at = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '));
  return at > cut / 2 ? head.slice(0, at) : head.replace(/[\ud800-\udbff]$/, '');
}
