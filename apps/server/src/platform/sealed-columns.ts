/** A column of the database whose values are sealed: all that it takes to seal them again with another secret. */
export interface SealedColumn {
  /** For people: what is in it. */
  name: string;
  table: string;
  /** Columns that name a row. */
  key: readonly string[];
  column: string;
  /** Of `Secrets.seal`. */
  purpose: string;
  /** Of `Secrets.seal`, from the values of `key`. */
  context(key: readonly unknown[]): string;
}
