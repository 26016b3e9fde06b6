/** A path of headings goes in front of every passage below them, so that one long heading must not drown the text. */
const MAX_TITLE = 120;

/** A heading's words without its Markdown: `**Results** of [trial 2](x) ##` → `Results of trial 2`. */
export function headingTitle(source: string): string {
  const words = source
    .replace(/[ \t]#+[ \t]*$/, '')
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/<[^<>]*>/g, '')
    .replace(/[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length <= MAX_TITLE ? words : `${[...words].slice(0, MAX_TITLE - 1).join('')}…`;
}

/** Keeps the path of headings above the place a reader has come to. */
export class HeadingPath {
  readonly #open: { level: number; title: string }[] = [];

  /** Enters the section of a heading, leaving those of its level and below. */
  enter(level: number, title: string): void {
    while ((this.#open.at(-1)?.level ?? 0) >= level) this.#open.pop();
    this.#open.push({ level, title });
  }

  /** `A › B`, '' above the first heading. */
  toString(): string {
    return this.#open
      .map((heading) => heading.title)
      .filter((title) => title !== '')
      .join(' › ');
  }
}
