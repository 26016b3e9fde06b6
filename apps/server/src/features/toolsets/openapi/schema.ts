import type { Schema } from '../types.ts';
import { OpenApiError } from './errors.ts';
import { follow, isObject, type Json, shown } from './refs.ts';

const DEEPEST = 12;
/** Schemas within those of one operation. */
const MOST_SCHEMAS = 1_000;
const DESCRIPTION_LENGTH = 500;

const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

const isNumber = (value: unknown) => typeof value === 'number';
const isString = (value: unknown) => typeof value === 'string';
const isFlag = (value: unknown) => typeof value === 'boolean';
const areStrings = (value: unknown) => Array.isArray(value) && value.every(isString);

/** Keywords that are kept as they are, where their value is what it must be. What else there is only narrows or documents. */
const KEPT: Readonly<Record<string, (value: unknown) => boolean>> = {
  const: (value) => value !== undefined,
  default: (value) => value !== undefined,
  enum: Array.isArray,
  exclusiveMaximum: isNumber,
  exclusiveMinimum: isNumber,
  format: isString,
  maxItems: isNumber,
  maxLength: isNumber,
  maximum: isNumber,
  minItems: isNumber,
  minLength: isNumber,
  minimum: isNumber,
  multipleOf: isNumber,
  pattern: isString,
  required: areStrings,
  uniqueItems: isFlag,
};

/** Reads the schemas of one operation. */
export interface SchemaReader {
  /**
   * A schema with its references in place, reduced to what tells somebody how to fill it in.
   *
   * @param place for the error
   * @throws OpenApiError where it refers to itself, or is too deep or too large
   */
  read(schema: unknown, place: string): Schema;
}

export function createSchemaReader(document: Json): SchemaReader {
  let left = MOST_SCHEMAS;

  function read(schema: unknown, place: string, above: readonly string[], depth: number): Schema {
    left -= 1;
    if (left < 0) throw new OpenApiError(`${place}: more than ${MOST_SCHEMAS} schemas in one operation`);
    if (depth > DEEPEST) throw new OpenApiError(`${place}: schemas are nested more than ${DEEPEST} deep`);
    if (schema === true) return {};
    const { value, refs } = follow(document, schema, place);
    const again = refs.find((ref) => above.includes(ref));
    if (again !== undefined) throw new OpenApiError(`${place}: the schema ${shown(again)} refers to itself`);
    const inner = (part: unknown) => read(part, place, [...above, ...refs], depth + 1);
    return Object.fromEntries([...plain(value, place), ...nested(value, inner)]);
  }

  return { read: (schema, place) => read(schema, place, [], 0) };
}

function plain(schema: Json, place: string): [string, unknown][] {
  const kept = Object.entries(KEPT).filter(([key, isRight]) => Object.hasOwn(schema, key) && isRight(schema[key]));
  const { type, description } = schema;
  return [
    ...(type === undefined ? [] : [['type', typeOf(schema, place)] satisfies [string, unknown]]),
    ...(typeof description === 'string'
      ? [['description', description.slice(0, DESCRIPTION_LENGTH).toWellFormed()] satisfies [string, unknown]]
      : []),
    ...kept.map(([key]): [string, unknown] => [key, schema[key]]),
  ];
}

/** As JSON Schema has it: OpenAPI 3.0 says `nullable` where 3.1 lists the type `null`. */
function typeOf({ type, nullable }: Json, place: string): string | string[] {
  const types = Array.isArray(type) ? type : [type];
  for (const one of types) {
    if (!TYPES.includes(one)) throw new OpenApiError(`${place}: ${shown(String(one))} is no type of JSON Schema`);
  }
  if (nullable === true && !types.includes('null')) return [...types, 'null'];
  return Array.isArray(type) ? types : types[0];
}

function nested(schema: Json, read: (part: unknown) => Schema): [string, unknown][] {
  const { properties, items, additionalProperties } = schema;
  const found: [string, unknown][] = [];
  if (isObject(properties)) {
    found.push(['properties', Object.fromEntries(Object.entries(properties).map(([key, part]) => [key, read(part)]))]);
  }
  if (isObject(items)) found.push(['items', read(items)]);
  if (additionalProperties === false) found.push(['additionalProperties', false]);
  if (isObject(additionalProperties)) found.push(['additionalProperties', read(additionalProperties)]);
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    const parts = schema[key];
    if (Array.isArray(parts)) found.push([key, parts.map(read)]);
  }
  return found;
}
