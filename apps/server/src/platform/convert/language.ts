/** Characters taken from the beginning, the middle and the end of a text, and of the prose in them. */
const WINDOW = 10_000;
const SLICE = 1_500;
/** Fewer different words than this are names and labels rather than a language; writing without an alphabet says more with less. */
const MIN_WORDS = 8;
const MIN_IDEOGRAPHS = 12;

/**
 * The language of a Markdown text (ISO 639-1), by its n-grams; `null` where the text is too short, or where most of its parts
 * do not agree. The data of the `eld` package's smallest model, 29 MB of heap, is loaded when first needed and then kept.
 */
export async function detectLanguage(markdown: string): Promise<string | null> {
  const text = prose(sample(markdown));
  if (!isEnough(text)) return null;
  const slices = text.length <= 3 * SLICE ? [text] : spread(text, SLICE);
  const { eld } = await import('eld/extrasmall');
  const votes = new Map<string, number>();
  for (const slice of slices) {
    const result = eld.detect(slice);
    if (result.isReliable()) votes.set(result.language, (votes.get(result.language) ?? 0) + 1);
  }
  for (const [language, count] of votes) if (count > slices.length / 2) return language;
  return null;
}

function sample(markdown: string): string {
  return markdown.length <= 3 * WINDOW ? markdown : spread(markdown, WINDOW).join('\n');
}

/** Pieces from the beginning, the middle and the end. */
function spread(text: string, length: number): string[] {
  return [0, (text.length - length) / 2, text.length - length].map((start) => text.slice(start, start + length));
}

function isEnough(text: string): boolean {
  const words = new Set(text.toLowerCase().match(/\p{L}{2,}/gu)).size;
  return words >= MIN_WORDS || (text.match(IDEOGRAPHS)?.length ?? 0) >= MIN_IDEOGRAPHS;
}

const IDEOGRAPHS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** The text without code, formulas, addresses and marks, which are in no language. */
function prose(markdown: string): string {
  return markdown
    .replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, ' ')
    .replace(/`[^`\n]*`|\$[^$\n]*\$|\]\([^)\n]*\)|https?:\S+/g, ' ')
    .replace(/[^\p{L}\p{M}'’.,;:!?\s-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
