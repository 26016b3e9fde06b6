import type { Operation } from '../types.ts';
import { OpenApiError } from './errors.ts';
import { type Found, findOperations, readOperation } from './operations.ts';
import type { Json } from './refs.ts';

export { baseUrlOf } from './base-url.ts';
export { OpenApiError } from './errors.ts';

const MOST_OPERATIONS = 100;
/** Of the operations as they are kept, in characters of JSON. */
const MOST_CHARACTERS = 256_000;

/**
 * What is needed of an OpenAPI description (3.0 or 3.1) to call its operations.
 *
 * @param names the operations that are wanted; without it, every one that reads (GET)
 * @throws OpenApiError for a description that is none, and for anything that is wanted and cannot be called
 */
export function reduceOpenApi(document: Json, names?: readonly string[]): Operation[] {
  if (typeof document.openapi !== 'string' || !/^3\.[01]\./.test(document.openapi)) {
    throw new OpenApiError('must be a description in OpenAPI 3.0 or 3.1');
  }
  const found = findOperations(document);
  const wanted = names
    ? names.map((name, index) => named(found, name, index))
    : found.filter(({ method }) => method === 'GET');
  if (wanted.length === 0) throw new OpenApiError('has no GET operations; name others in "operations"');
  if (wanted.length > MOST_OPERATIONS) {
    throw new OpenApiError(`has ${wanted.length} operations; name up to ${MOST_OPERATIONS} of them in "operations"`);
  }
  const twice = wanted.find(({ name }, index) => wanted.findIndex((other) => other.name === name) < index);
  if (twice) throw new OpenApiError(`two operations are called "${twice.name}"`);
  const operations = wanted.map((one) => readOperation(document, one));
  if (JSON.stringify(operations).length > MOST_CHARACTERS) {
    throw new OpenApiError('describes too much; name fewer operations in "operations"');
  }
  return operations;
}

function named(found: readonly Found[], name: string, index: number): Found {
  const [first, second] = found.filter((one) => one.name === name);
  if (!first) throw new OpenApiError(`the description has no operation "${name}"`, `operations[${index}]`);
  if (second) throw new OpenApiError(`two operations are called "${name}"`, `operations[${index}]`);
  return first;
}
