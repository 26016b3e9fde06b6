/** At most this many uses within a window that begins with the first one. */
export interface Limit {
  points: number;
  windowSeconds: number;
}

export interface Use {
  allowed: boolean;
  /** Uses left in this window. */
  remaining: number;
  /** Whole seconds, at least 1, until the window ends. */
  resetSeconds: number;
}

/** Counts uses by bucket, in fixed windows. Exact however many ask at once. */
export interface Limiter {
  /**
   * Takes one point. A refused use is not counted and does not lengthen the window. `bucket` is kept readable, so it must
   * hold no secret.
   */
  consume(bucket: string, limit: Limit): Promise<Use>;
  /** Gives one point of the current window back, as for a login that succeeded. */
  refund(bucket: string): Promise<void>;
  /** Forgets the windows that ended. To be called now and then; nothing but space depends on it. */
  expire(): Promise<void>;
}

/** How a use is told, given the window's count after it. */
export function useOf(allowed: boolean, used: number, endsAt: number, now: number, limit: Limit): Use {
  return {
    allowed,
    remaining: Math.max(0, limit.points - used),
    resetSeconds: Math.ceil((endsAt - now) / 1000),
  };
}
