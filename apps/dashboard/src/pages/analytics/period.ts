const DAY_MS = 86_400_000;

/** Days in UTC, as `2026-01-31`, both counted. */
export interface Period {
  from: string;
  to: string;
}

export const PRESETS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
];

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The last so many days, today as the last. */
export function lastDays(days: number, now = Date.now()): Period {
  return { from: dayOf(now - (days - 1) * DAY_MS), to: dayOf(now) };
}

/** The period that an address asks for; by default the last 30 days. */
export function periodIn(parameters: URLSearchParams): Period {
  const from = parameters.get('from');
  const to = parameters.get('to');
  const isDay = (text: string | null): text is string =>
    text !== null && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  return isDay(from) && isDay(to) ? { from, to } : lastDays(30);
}

/** Which preset a period is, if any. */
export const presetOf = (period: Period): string | null =>
  PRESETS.map(({ value }) => value).find((value) => {
    const same = lastDays(Number(value));
    return same.from === period.from && same.to === period.to;
  }) ?? null;

const short = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `2026-01-31` as “Jan 31”. */
export const dayWords = (day: string): string => short.format(new Date(`${day}T00:00:00Z`));
