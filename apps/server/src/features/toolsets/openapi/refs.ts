import { OpenApiError } from './errors.ts';

export type Json = Readonly<Record<string, unknown>>;

/** References to references that are followed. */
const MOST_HOPS = 10;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What stands at a place of the description, which may be a reference to another place of it.
 *
 * @param place for the error
 * @returns the object, and the references that were followed to it
 * @throws OpenApiError
 */
export function follow(document: Json, value: unknown, place: string): { value: Json; refs: string[] } {
  const refs: string[] = [];
  let found = value;
  while (isObject(found) && typeof found.$ref === 'string') {
    const { $ref } = found;
    if (refs.includes($ref) || refs.length === MOST_HOPS) {
      throw new OpenApiError(`${place}: the reference ${shown($ref)} leads to no end`);
    }
    refs.push($ref);
    found = lookUp(document, $ref, place);
  }
  if (!isObject(found)) throw new OpenApiError(`${place}: must be an object`);
  return { value: found, refs };
}

/** A JSON Pointer (RFC 6901) as a URL's fragment, within the document only. */
function lookUp(document: Json, ref: string, place: string): unknown {
  if (!ref.startsWith('#/')) {
    throw new OpenApiError(`${place}: the reference ${shown(ref)} leads out of the description, which is not followed`);
  }
  let found: unknown = document;
  for (const token of ref.slice(2).split('/')) {
    const key = decoded(token).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) {
      throw new OpenApiError(`${place}: the reference ${shown(ref)} leads nowhere`);
    }
    found = (found as Json)[key];
  }
  return found;
}

function decoded(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

/** References and names as they are said back: in full they could be anything. */
export const shown = (text: string): string => `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;
