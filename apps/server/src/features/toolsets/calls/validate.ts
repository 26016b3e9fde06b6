import { isDeepStrictEqual } from 'node:util';
import type { Schema } from '../types.ts';

const IS: Readonly<Record<string, (value: unknown) => boolean>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  null: (value) => value === null,
  number: Number.isFinite,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  string: (value) => typeof value === 'string',
};

/**
 * What is wrong with a value by its schema's types, enumerations, and required properties; null when nothing is. The rest of
 * JSON Schema is left to the API that gets the value.
 *
 * @param at what the value is called
 */
export function problemWith(schema: Schema, value: unknown, at: string): string | null {
  const { type, enum: choices, properties = {}, required = [], items } = schema;
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (types.length > 0 && !types.some((one) => IS[one]?.(value)))
    return `${at} must be of the type ${types.join(' or ')}`;
  if (Array.isArray(choices) && !choices.some((choice) => isDeepStrictEqual(choice, value))) {
    return `${at} must be one of ${JSON.stringify(choices).slice(0, 500)}`;
  }
  if (Array.isArray(value)) {
    return first(value, (item, index) => problemWith((items ?? {}) as Schema, item, `${at}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return null;
  const missing = (required as string[]).find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${at}.${missing} is missing`;
  return first(Object.entries(value), ([name, inner]) =>
    Object.hasOwn(properties as object, name)
      ? problemWith((properties as Record<string, Schema>)[name] ?? {}, inner, `${at}.${name}`)
      : null,
  );
}

function first<T>(values: readonly T[], problem: (value: T, index: number) => string | null): string | null {
  for (const [index, value] of values.entries()) {
    const found = problem(value, index);
    if (found !== null) return found;
  }
  return null;
}
