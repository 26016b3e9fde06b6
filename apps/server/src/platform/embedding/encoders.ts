import type { Encoder } from './encoder.ts';

/** The encoder in use, and those of before whose vectors may still be searched. */
export interface Encoders {
  /** Encodes everything that is stored from now on. */
  readonly current: Encoder;
  /** The encoder of that id, for questions to its vectors; null when this configuration cannot make it. */
  find(id: string): Promise<Encoder | null>;
  close(): Promise<void>;
}

/** @param make an encoder of before by its id, at its first use; null when it cannot be had any more */
export function createEncoders(current: Encoder, make: (id: string) => Promise<Encoder | null>): Encoders {
  const earlier = new Map<string, Promise<Encoder | null>>();
  return {
    current,
    async find(id) {
      if (id === current.id) return current;
      const known = earlier.get(id) ?? make(id);
      earlier.set(id, known);
      try {
        return await known;
      } catch (error) {
        earlier.delete(id); // the next question may have more luck
        throw error;
      }
    },
    async close() {
      const made = await Promise.allSettled(earlier.values());
      await Promise.all(
        [current, ...made.map((one) => (one.status === 'fulfilled' ? one.value : null))].map((one) => one?.close()),
      );
    },
  };
}
