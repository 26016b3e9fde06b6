/** In UTF-16 units. What is longer says too many things for one vector or one line of a context. */
const LONGEST = 2_000;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * A text in pieces of at most `longest` characters, which joined are the text: cut between paragraphs, else between sentences,
 * else at a space, and inside a word only where there is none.
 */
export function pieces(text: string, longest = LONGEST): string[] {
  if (text.length <= longest) return [text];
  const parts = text
    .split(/(?<=\n\s*\n)/)
    .flatMap((paragraph) => (paragraph.length <= longest ? [paragraph] : sentences(paragraph)))
    .flatMap((part) => cut(part, longest));
  const joined: string[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last !== undefined && last.length + part.length <= longest) joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined;
}

/** The notes that a text makes: its paragraphs, and of a longer one as many sentences as fit, without blank ends. */
export function notes(text: string, longest = 500): string[] {
  return text
    .split(/\n\s*\n/)
    .flatMap((paragraph) => pieces(paragraph.trim(), longest))
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}

const sentences = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);

function cut(text: string, longest: number): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const space = rest.lastIndexOf(' ', longest - 1) + 1;
    const at = space > longest / 2 ? space : longest - (isHighSurrogate(rest, longest - 1) ? 1 : 0);
    found.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...found, rest];
}

function isHighSurrogate(text: string, place: number): boolean {
  const code = text.charCodeAt(place);
  return code >= 0xd800 && code <= 0xdbff;
}
