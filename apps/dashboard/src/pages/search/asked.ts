export const MODES = ['hybrid', 'lexical', 'semantic'] as const;
export type Mode = (typeof MODES)[number];

/** A search that was asked for, in one mode or in each. */
export interface Asked {
  query: string;
  top_k: number;
  modes: readonly Mode[];
  filter?: Record<string, unknown>;
}

/** The words of a query that are worth marking in what it finds. */
export const wordsOf = (query: string): string[] => query.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
