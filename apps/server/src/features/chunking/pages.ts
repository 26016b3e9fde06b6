/** Where a page stands in the Markdown: its number as printed or counted, and its UTF-16 range. */
export interface PageSpan {
  number: number;
  start: number;
  end: number;
}

/** Answers which page an offset is on, and where pages begin. Without pages every answer is null or empty. */
export class Pages {
  readonly #spans: PageSpan[];

  constructor(spans: readonly PageSpan[] | null) {
    this.#spans = [...(spans ?? [])].sort((a, b) => a.start - b.start);
  }

  /** The offsets at which a page begins, ascending. */
  get starts(): number[] {
    return this.#spans.map((span) => span.start);
  }

  /** The number of the page that `offset` is on; what stands between two pages belongs to the one before. */
  at(offset: number): number | null {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#spans[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return (this.#spans[low - 1] ?? this.#spans[0])?.number ?? null;
  }
}
