/** The time, as a dependency: tests set it, nothing else reads it otherwise. */
export interface Clock {
  now(): Date;
}

/** The system's clock, except that it never goes back: what has expired stays expired when the clock is set back. */
export function systemClock(): Clock {
  let latest = 0;
  return {
    now() {
      latest = Math.max(latest, Date.now());
      return new Date(latest);
    },
  };
}
