import type { Extracted, Operation } from './types.ts';

/** Facts that one answer may bring; a model that goes round in circles brings more. */
const MOST_FACTS = 50;
/** Characters of a statement; what is longer is a retelling. */
const LONGEST_FACT = 500;
/** What a fact is worth of which the model does not say it. */
const USUAL_IMPORTANCE = 0.5;

/**
 * Reads the model's answer. Models that are asked for JSON wrap it in words or a code fence, give the list without the object,
 * or write numbers as text; all that is taken. A fact of a wrong shape is left out, the others stay.
 *
 * @returns null when there is no list of facts in it
 */
export function parseFacts(text: string): Extracted[] | null {
  const list = listIn(text);
  return list === null ? null : list.slice(0, MOST_FACTS).flatMap((item) => fact(item) ?? []);
}

/** The list in the text, or in what stands between its first opening and its last closing bracket. */
function listIn(text: string): unknown[] | null {
  const wholes = [text, between(text, '{', '}'), between(text, '[', ']')];
  for (const whole of wholes) {
    const value = json(whole);
    if (Array.isArray(value)) return value;
    const { facts } = record(value);
    if (Array.isArray(facts)) return facts;
  }
  return null;
}

const between = (text: string, open: string, close: string) =>
  text.slice(Math.max(0, text.indexOf(open)), text.lastIndexOf(close) + 1);

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fact(value: unknown): Extracted | null {
  const given = record(value);
  const text = typeof given.text === 'string' ? given.text.replace(/\s+/g, ' ').trim() : '';
  if (text === '' || text.length > LONGEST_FACT) return null;
  const importance = Number(given.importance ?? Number.NaN);
  return {
    text,
    operation: operation(given.operation),
    known: number(given.known),
    sources: (Array.isArray(given.sources) ? given.sources : [given.sources]).flatMap((source) => number(source) ?? []),
    importance: Number.isFinite(importance) ? Math.min(1, Math.max(0, importance)) : USUAL_IMPORTANCE,
    validFrom: date(given.valid_from),
  };
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function operation(value: unknown): Operation {
  const known: readonly unknown[] = ['add', 'merge', 'supersede', 'ignore'];
  if (value === 'update') return 'supersede';
  return known.includes(value) ? (value as Operation) : 'add';
}

function number(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
  return Number.isSafeInteger(Number(value)) ? Number(value) : null;
}

/** A date of ISO 8601 from 1900 to 2199, as a day or with a time; another spelling may mean several days. */
function date(value: unknown): Date | null {
  if (typeof value !== 'string' || !/^(?:19|20|21)\d\d-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)?$/.test(value))
    return null;
  const at = new Date(/T[\d:.]+$/.test(value) ? `${value}Z` : value);
  return Number.isNaN(at.getTime()) ? null : at;
}
