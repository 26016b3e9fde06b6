/** Escaped characters and code wait as private-use characters while markup is removed around them. */
const ESCAPE = 0xe000;
const CODE = 0xe100;
const CODES = 0x600;

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
};

/** A link's target behind its text: `](https://example.org "title")`. */
export const LINK_TARGET = /\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+"[^"]*")?\)/g;
/** A footnote's number, linked inside the page: `[[1]](#note-1)`. */
export const NOTE_LINK = /\[\[?\s*\^?[\w ]{1,8}\s*\]\]?\(#[^()\s]*(?:\([^()]*\)[^()\s]*)*\)/g;

/**
 * The words of a piece of Markdown as a reader sees them: no emphasis, link targets, tags, escapes, list or heading
 * marks. Outside code no `[1]` is left, so the text can stand beside citation marks.
 */
export function plain(markdown: string): string {
  const codes: string[] = [];
  const text = markdown
    .replace(/[\ue000-\ue6ff]/g, ' ')
    .replace(/(`+)((?:(?!\1)[\s\S])+)\1(?!`)/g, (span, _, code: string) => {
      if (codes.length === CODES) return span;
      codes.push(code.trim());
      return String.fromCharCode(CODE + codes.length - 1);
    })
    .replace(/\\([!-/:-@[-`{-~])/g, (_, mark: string) => String.fromCharCode(ESCAPE + mark.charCodeAt(0)));
  return withoutMarkup(text)
    .replace(/[\ue000-\ue07f]/g, (parked) => String.fromCharCode(parked.charCodeAt(0) - ESCAPE))
    .replace(/[[【](\s*\^?\d+(?:\s*[-–,;]\s*\d+)*\s*)[\]】]/g, '($1)')
    .replace(/[\ue100-\ue6ff]/g, (parked) => asCode(codes[parked.charCodeAt(0) - CODE] ?? ''))
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:!?])(?=\s|$)/g, '$1')
    .trim();
}

function withoutMarkup(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(NOTE_LINK, '')
    .replace(/!?\[((?:[^[\]]|\[[^[\]]*\])*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+"[^"]*")?\)/g, '$1')
    .replace(/<((?:https?|mailto):[^>\s]+)>/g, '$1')
    .replace(/<\/?[a-zA-Z][^<>]*>/g, ' ')
    .replace(/^[ \t]*(?:#{1,6}[ \t]+|(?:>[ \t]?)+)/gm, '')
    .replace(/^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/gm, '')
    .replace(/(?<=[^\s[])\[\^?\d+\]/g, '')
    .replace(/(?<!\p{N})\*\*(?=\S)|(?<=\S)\*\*(?!\p{N})|~~|`/gu, '')
    .replace(/(?<![\p{L}\p{N}*_])[*_]+(?=[^\s*_])|(?<=[^\s*_])[*_]+(?![\p{L}\p{N}*_])/gu, '')
    .replace(/(?:^|\s)\|(?=\s|$)/g, ' ')
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/gi, decoded);
}

/** Code loses its ticks, unless a bracket or a bare number in it could read as (part of) a citation. */
function asCode(code: string): string {
  return /[[\]【】]|^[\s\d,;^–-]*$/.test(code) ? `\`${code}\`` : code;
}

function decoded(entity: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? entity;
  const code = Number(name[1]?.toLowerCase() === 'x' ? `0${name.slice(1)}` : name.slice(1));
  return code > 31 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
}
