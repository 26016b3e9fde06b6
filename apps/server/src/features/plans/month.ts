/** A month in UTC: pages are counted by it. */
export interface Month {
  /** As `2026-11`. */
  readonly name: string;
  readonly start: Date;
  /** Where the next one starts. */
  readonly end: Date;
}

export function monthOf(at: Date): Month {
  const startOf = (month: number) => new Date(Date.UTC(at.getUTCFullYear(), month));
  const start = startOf(at.getUTCMonth());
  return { name: start.toISOString().slice(0, 7), start, end: startOf(at.getUTCMonth() + 1) };
}
