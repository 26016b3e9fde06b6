import type { Parameter } from '../types.ts';
import { OpenApiError } from './errors.ts';
import { follow, type Json, shown } from './refs.ts';
import type { SchemaReader } from './schema.ts';

const MOST_PARAMETERS = 50;
const DESCRIPTION_LENGTH = 500;

/** The one form in which each kind is sent; the description's default. */
const STYLES: Readonly<Record<string, string>> = { path: 'simple', query: 'form', header: 'simple' };

/** OpenAPI has them elsewhere and says that such parameters are to be passed over. */
const SAID_ELSEWHERE = new Set(['accept', 'content-type', 'authorization']);

/** Headers that are the connection's, or ours. */
const OURS =
  /^(?:host|cookie|connection|content-.*|expect|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|user-agent|accept-encoding)$/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/; // RFC 9110, section 5.6.2

/**
 * What can be sent of an operation's parameters, its own before those of its path. What cannot is left out where it may be.
 *
 * @throws OpenApiError for one that cannot be sent and is required
 */
export function readParameters(
  document: Json,
  lists: { own: unknown; ofPath: unknown },
  schemas: SchemaReader,
  place: string,
): Parameter[] {
  const all = [...listed(lists.own, place), ...listed(lists.ofPath, place)].map(
    (entry) => follow(document, entry, place).value,
  );
  if (all.length > MOST_PARAMETERS) throw new OpenApiError(`${place}: more than ${MOST_PARAMETERS} parameters`);
  const read = new Map<string, Parameter | null>();
  for (const entry of all) {
    const key = `${entry.in} ${entry.name}`;
    if (!read.has(key)) read.set(key, readParameter(entry, schemas, place));
  }
  return [...read.values()].filter((parameter) => parameter !== null);
}

function listed(value: unknown, place: string): unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new OpenApiError(`${place}: "parameters" must be a list`);
  return value;
}

function readParameter(entry: Json, schemas: SchemaReader, place: string): Parameter | null {
  const { name, in: where, description } = entry;
  if (typeof name !== 'string' || name === '' || name.length > 200)
    throw new OpenApiError(`${place}: a parameter has no name`);
  const at = `${place}, parameter ${shown(name)}`;
  if (where === 'header' && SAID_ELSEWHERE.has(name.toLowerCase())) return null;
  const required = entry.required === true || where === 'path';
  const obstacle = obstacleTo(entry, name);
  if (obstacle !== null) {
    if (required) throw new OpenApiError(`${at}: ${obstacle}`);
    return null;
  }
  const schema = entry.schema === undefined ? {} : schemas.read(entry.schema, at);
  if (isNested(schema) || (where === 'path' && typesOf(schema).includes('array'))) {
    if (required) throw new OpenApiError(`${at}: values of this type cannot be sent there`);
    return null;
  }
  return {
    name,
    in: where as Parameter['in'],
    required,
    description: typeof description === 'string' ? description.slice(0, DESCRIPTION_LENGTH).toWellFormed() : '',
    schema,
    explode: where === 'query' && entry.explode !== false,
  };
}

/** Why it cannot be sent; null when it can. */
function obstacleTo({ in: where, style, content }: Json, name: string): string | null {
  const usual = typeof where === 'string' && Object.hasOwn(STYLES, where) ? STYLES[where] : undefined;
  if (usual === undefined) return `parameters in ${shown(String(where))} cannot be sent`;
  if (content !== undefined) return 'parameters with "content" cannot be sent';
  if (style !== undefined && style !== usual) return `the style ${shown(String(style))} cannot be sent`;
  if (where === 'header' && (!TOKEN.test(name) || OURS.test(name.toLowerCase()))) return 'this header cannot be sent';
  return null;
}

const typesOf = ({ type }: Json): unknown[] => (Array.isArray(type) ? type : [type]);

/** Objects, and lists of anything but single values. */
function isNested(schema: Json): boolean {
  const types = typesOf(schema);
  const inner = types.includes('array') ? typesOf((schema.items ?? {}) as Json) : [];
  return types.includes('object') || inner.includes('object') || inner.includes('array');
}
