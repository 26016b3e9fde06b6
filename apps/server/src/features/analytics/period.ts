import { invalid } from '../../platform/errors.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;

const DEFAULT_DAYS = 30;
const MOST_DAYS = 366;

export interface Period {
  /** The first and the last day (UTC), as 2026-01-31. */
  from: string;
  to: string;
}

/**
 * @throws ApiError `invalid_request` for one that ends before it begins, or is longer than a year
 */
export function periodOf(asked: { from?: string | undefined; to?: string | undefined }, now: Date): Period {
  const to = asked.to ?? dayOf(now.getTime());
  const from = asked.from ?? dayOf(Date.parse(to) - (DEFAULT_DAYS - 1) * DAY_MS);
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days < 1) throw invalid('from', 'must not be after `to`');
  if (days > MOST_DAYS) throw invalid('from', `must be at most ${MOST_DAYS} days before the end of the period`);
  return { from, to };
}

export function daysOf({ from, to }: Period): string[] {
  const days = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) days.push(dayOf(at));
  return days;
}

/** @param at Unix milliseconds */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
