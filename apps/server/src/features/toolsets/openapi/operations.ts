import type { Operation, Parameter } from '../types.ts';
import { OpenApiError } from './errors.ts';
import { readParameters } from './parameters.ts';
import { follow, isObject, type Json, shown } from './refs.ts';
import { createSchemaReader, type SchemaReader } from './schema.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const CALLABLE = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies Operation['method'][];
const isCallable = (method: string): method is Operation['method'] => (CALLABLE as readonly string[]).includes(method);
const DESCRIPTION_LENGTH = 1_000;
const MOST_PATHS = 5_000;

/** An operation of a description, not yet looked into. */
export interface Found {
  name: string;
  method: string;
  path: string;
  item: Json;
  operation: Json;
}

/** All operations by the name that a model would call them by. */
export function findOperations(document: Json): Found[] {
  const paths = Object.entries(isObject(document.paths) ? document.paths : {});
  if (paths.length > MOST_PATHS) throw new OpenApiError(`has more than ${MOST_PATHS} paths`);
  return paths.flatMap(([path, entry]) => {
    if (!path.startsWith('/')) return []; // `x-…`
    const { value: item } = follow(document, entry, `path ${shown(path)}`);
    return METHODS.flatMap((method) => {
      const operation = item[method];
      if (!isObject(operation)) return [];
      return [{ name: nameOf(operation, method, path), method: method.toUpperCase(), path, item, operation }];
    });
  });
}

/** Its `operationId`, or method and path, in the letters that names of functions have. */
function nameOf({ operationId }: Json, method: string, path: string): string {
  const name =
    typeof operationId === 'string' && operationId !== '' ? operationId : `${method}${path.replace(/[{}]/g, '')}`;
  return (
    name
      .replace(/[^a-zA-Z0-9_-]+/g, '_')
      .replace(/^_+(?=.)|_+$/g, '')
      .slice(0, 64) || method
  );
}

/** @throws OpenApiError for what cannot be called */
export function readOperation(document: Json, { name, method, path, item, operation }: Found): Operation {
  const place = `operation ${shown(name)}`;
  if (!isCallable(method)) throw new OpenApiError(`${place}: ${method} is not called, only ${CALLABLE.join(', ')} are`);
  const schemas = createSchemaReader(document);
  const all = readParameters(document, { own: operation.parameters, ofPath: item.parameters }, schemas, place);
  const parameters = all.filter((parameter) => parameter.in !== 'path' || path.includes(`{${parameter.name}}`));
  checkPath(path, parameters, place);
  const body = method !== 'GET' ? readBody(document, operation.requestBody, schemas, place) : null;
  const names = [...parameters.map((parameter) => parameter.name), ...(body ? ['body'] : [])];
  const twice = names.find((one, index) => names.indexOf(one) < index);
  if (twice !== undefined) throw new OpenApiError(`${place}: two parameters are called ${shown(twice)}`);
  const texts = [operation.summary, operation.description].filter((text) => typeof text === 'string' && text !== '');
  const description = texts.join('\n').slice(0, DESCRIPTION_LENGTH).toWellFormed();
  return { name, description, method, path, parameters, body };
}

/** Every place in it has its parameter, and it stays below the base address whatever they are. */
function checkPath(path: string, parameters: readonly Parameter[], place: string): void {
  const names = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '');
  const known = parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new OpenApiError(`${place}: its path has no parameter ${shown(unknown)}`);
  const filled = path.replace(/\{[^{}]*\}/g, 'x');
  if (path.length > 1_000 || URL.parse(`http://x${filled}`)?.pathname !== filled) {
    throw new OpenApiError(`${place}: its path cannot be called`);
  }
}

function readBody(document: Json, requestBody: unknown, schemas: SchemaReader, place: string): Operation['body'] {
  if (requestBody === undefined) return null;
  const at = `${place}, body`;
  const { value } = follow(document, requestBody, at);
  const required = value.required === true;
  const content = isObject(value.content) ? value.content : {};
  const media = Object.entries(content).find(([type]) => /^application\/json\s*(?:;|$)/i.test(type))?.[1];
  if (!isObject(media)) {
    if (required) throw new OpenApiError(`${at}: only application/json can be sent`);
    return null;
  }
  return { required, schema: media.schema === undefined ? {} : schemas.read(media.schema, at) };
}
