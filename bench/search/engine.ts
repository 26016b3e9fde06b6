/** A search engine filled with the data. Passages are named by their place in it. */
export interface Engine {
  /** With its version, as `Orama 3.1.18`. */
  name: string;
  /** The ten best for the question number `place` by words and meaning together, with their texts read. */
  hybrid(place: number): Promise<number[]>;
  /** The ten best by meaning alone. */
  semantic(place: number): Promise<number[]>;
  /** What `hybrid` would give if every vector were compared exactly. */
  exactHybrid(place: number): Promise<number[]>;
  close(): Promise<void>;
}

/** Hits of each question. */
export const TOP = 10;
