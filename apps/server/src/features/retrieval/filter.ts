import { type RawBuilder, sql } from 'kysely';
import { isUuid } from '../../platform/ids.ts';

/** A filter that cannot be understood. The message is for the caller: what is wrong, and what is right. */
export class FilterError extends Error {
  override readonly name = 'FilterError';

  /** What is long of the filter's own words is cut: it could be a key that was pasted. */
  constructor(message: string) {
    super(message.replace(/"([^"]{12})[^"]{21,}"/g, '"$1…"'));
  }
}

const MAX_CONDITIONS = 20;
const MAX_VALUES = 100;
const MAX_LENGTH = 1_000;
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

type Scalar = string | number | boolean | null;
type Condition = RawBuilder<boolean>;

/** What a condition compares: a column of the document, or one key of its metadata. */
interface Subject {
  isMissing: Condition;
  equals(value: Exclude<Scalar, null>): Condition;
  compares(operator: RawBuilder<unknown>, value: Exclude<Scalar, null>): Condition;
}

const RANGES: Record<string, RawBuilder<unknown>> = { gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` };
const OPERATORS = [...Object.keys(RANGES), 'ne', 'exists'];

/**
 * A condition over the table `documents` under the name `d`; all of it must hold.
 *
 * - `{"lang": "en"}`: equal, or a list that holds it; `{"lang": ["en", "de"]}`: any of these; `null`: missing or null;
 * - `{"year": {"gte": 2020, "lt": 2025}}`: `gt`, `gte`, `lt`, `lte` among numbers or among strings, `ne` (missing ones
 *   too), `exists` (true or false);
 * - `document_id`, `external_id`, `title` and `url` are the document's own; every other key is one of its metadata.
 *
 * Every name and value is a parameter. Undefined for a filter without conditions. Throws a {@link FilterError}.
 */
export function filterCondition(filter: Readonly<Record<string, unknown>>): Condition | undefined {
  const entries = Object.entries(filter);
  if (entries.length > MAX_CONDITIONS) {
    throw new FilterError(`The filter has ${entries.length} conditions; at most ${MAX_CONDITIONS} are possible.`);
  }
  const conditions = entries.flatMap(([key, value]) => conditionsFor(key, value));
  return conditions.length > 0 ? sql<boolean>`(${sql.join(conditions, sql` AND `)})` : undefined;
}

/** Several filters, each of which must hold. */
export function filterConditions(filters: readonly Readonly<Record<string, unknown>>[]): Condition | undefined {
  const conditions = filters.map(filterCondition).filter((condition) => condition !== undefined);
  return conditions.length > 0 ? sql<boolean>`(${sql.join(conditions, sql` AND `)})` : undefined;
}

function conditionsFor(key: string, value: unknown): Condition[] {
  if (key === '' || key.length > 200 || key.includes('\0') || UNSAFE_KEYS.has(key)) {
    throw new FilterError(`"${key.slice(0, 200)}" cannot be a filter's key: use a key of the document's metadata.`);
  }
  const subject = subjectOf(key);
  if (Array.isArray(value)) return [anyOf(key, subject, value)];
  if (typeof value !== 'object' || value === null) return [equals(subject, scalar(key, value))];
  const operators = Object.entries(value);
  if (operators.length === 0) throw new FilterError(`"${key}" has no operator; possible are ${OPERATORS.join(', ')}.`);
  return operators.map(([operator, operand]) => operation(key, subject, operator, operand));
}

function operation(key: string, subject: Subject, operator: string, operand: unknown): Condition {
  if (operator === 'exists') {
    if (typeof operand !== 'boolean') throw new FilterError(`"${key}": "exists" takes true or false.`);
    return operand ? sql<boolean>`NOT ${subject.isMissing}` : subject.isMissing;
  }
  if (operator === 'ne') return sql<boolean>`NOT ${equals(subject, scalar(key, operand))}`;
  const range = Object.hasOwn(RANGES, operator) ? RANGES[operator] : undefined;
  if (!range) {
    throw new FilterError(
      `"${key}": unknown operator "${operator.slice(0, 50)}"; possible are ${OPERATORS.join(', ')}.`,
    );
  }
  const value = scalar(key, operand);
  if (typeof value !== 'number' && typeof value !== 'string') {
    throw new FilterError(`"${key}": "${operator}" takes a number or a string.`);
  }
  return subject.compares(range, value);
}

function anyOf(key: string, subject: Subject, values: unknown[]): Condition {
  if (values.length === 0) throw new FilterError(`"${key}": the list of values is empty, so nothing could match.`);
  if (values.length > MAX_VALUES) {
    throw new FilterError(`"${key}" lists ${values.length} values; at most ${MAX_VALUES} are possible.`);
  }
  return sql<boolean>`(${sql.join(
    values.map((value) => equals(subject, scalar(key, value))),
    sql` OR `,
  )})`;
}

const equals = (subject: Subject, value: Scalar): Condition =>
  value === null ? subject.isMissing : subject.equals(value);

function scalar(key: string, value: unknown): Scalar {
  if (typeof value === 'string') {
    if (value.length > MAX_LENGTH)
      throw new FilterError(`"${key}": a value may have ${MAX_LENGTH} characters at most.`);
    return value.replaceAll('\0', '').toWellFormed(); // neither has a place in jsonb
  }
  if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
    return value;
  throw new FilterError(`"${key}": a value must be a string, a number, true, false or null, or a flat list of these.`);
}

function subjectOf(key: string): Subject {
  switch (key) {
    case 'document_id':
      return column(key, sql`d.id`);
    case 'external_id':
      return column(key, sql`d.external_id`);
    case 'title':
      return column(key, sql`d.title`);
    case 'url':
      return column(key, sql`d.source_url`);
    default:
      return metadataKey(key);
  }
}

function column(key: string, reference: RawBuilder<unknown>): Subject {
  return {
    isMissing: sql<boolean>`(${reference} IS NULL)`,
    equals(value) {
      if (typeof value !== 'string') throw new FilterError(`"${key}" is compared with strings.`);
      if (key === 'document_id' && !isUuid(value)) throw new FilterError(`"${value}" is not the id of a document.`);
      return sql<boolean>`(${reference} IS NOT DISTINCT FROM ${value})`;
    },
    compares() {
      throw new FilterError(`"${key}" can be compared with values, lists of values, "ne" and "exists", not by range.`);
    },
  };
}

/** Containment makes a list match by any of its members: `["a","b"] @> "a"`. */
function metadataKey(key: string): Subject {
  const found = sql`(d.metadata -> ${key}::text)`;
  return {
    isMissing: sql<boolean>`(coalesce(${found}, 'null') = 'null')`,
    equals: (value) => sql<boolean>`coalesce(${found} @> ${JSON.stringify(value)}::jsonb, false)`,
    compares: (operator, value) => {
      const operand = sql`${JSON.stringify(value)}::jsonb`;
      return sql<boolean>`(jsonb_typeof(${found}) = ${typeof value} AND ${found} ${operator} ${operand})`;
    },
  };
}
