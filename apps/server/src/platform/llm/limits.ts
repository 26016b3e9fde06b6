/** How long to wait for the model, in milliseconds. */
export interface Limits {
  /** Until the connection stands. */
  connectMs: number;
  /** From the request to the first piece of the stream; a local model may read a long prompt for a while. */
  firstTokenMs: number;
  /** Between two pieces. */
  idleMs: number;
  /** From the first attempt to the last word. */
  totalMs: number;
  /** Attempts in all; only what fails before its first word is tried again. */
  attempts: number;
  /** Longest pause before the second attempt; doubles with each one. */
  backoffMs: number;
  /** Longest `Retry-After` that is waited for; with a longer one the caller is told to come back. */
  retryAfterMs: number;
}

export const LIMITS: Limits = {
  connectMs: 5_000,
  firstTokenMs: 60_000,
  idleMs: 30_000,
  totalMs: 180_000,
  attempts: 3,
  backoffMs: 400,
  retryAfterMs: 5_000,
};
