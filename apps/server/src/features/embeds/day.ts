/** The day in UTC, as 2026-11-22. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** Whole seconds, at least 1, until the next day begins. */
export const secondsLeftOf = (now: Date): number => {
  const next = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  return Math.ceil((next - now.getTime()) / 1000);
};
