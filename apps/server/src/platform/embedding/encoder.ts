/** Turns text into vectors whose cosine says how close two texts are in meaning. */
export interface Encoder {
  /**
   * Names the vector space, e.g. `use-lite-512` or `openai:<model>`. Vectors of two ids must never be compared:
   * a changed id means that everything is encoded anew.
   */
  readonly id: string;
  /** Components of every vector; undefined until the first answer, for endpoints. */
  readonly dimensions: number | undefined;
  /** Weight of the semantic side in hybrid fusion where the BM25 side weighs 1. Belongs to the encoder, and is measured. */
  readonly fusionWeight: number;
  /**
   * One question as one vector of unit length. A question longer than the model reads is the mean of its windows.
   * Throws an {@link EncoderError}, or the signal's reason once that is aborted.
   */
  encodeQuery(text: string, signal?: AbortSignal): Promise<Float32Array>;
  /**
   * For each text, in order, one vector of unit length per window of it, in order, at least one. No part of a text
   * is left out. Throws an {@link EncoderError}, or the signal's reason once that is aborted; then nothing is encoded.
   */
  encodePassages(texts: string[], signal?: AbortSignal): Promise<Float32Array[][]>;
  /** Ends the encoder's processes and connections; it answers no more. */
  close(): Promise<void>;
}

/**
 * - `encoder_empty_text`: a text holds nothing to encode, which is the caller's mistake;
 * - `encoder_unavailable`: no answer came (away, refusing, too slow, out of disk); trying later may help;
 * - `encoder_bad_answer`: an answer came that must not be stored (wrong count or size, zeros, not numbers).
 */
export type EncoderErrorCode = 'encoder_empty_text' | 'encoder_unavailable' | 'encoder_bad_answer';

/** What encoders throw. The message is for operators and holds no secret and none of the text. */
export class EncoderError extends Error {
  override readonly name = 'EncoderError';
  readonly code: EncoderErrorCode;

  constructor(code: EncoderErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
