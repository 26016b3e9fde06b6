import type { Operation, Parameter } from '../types.ts';
import { CallError } from './errors.ts';
import { problemWith } from './validate.ts';

/** What is sent for a call. */
export interface ApiRequest {
  method: Operation['method'];
  url: string;
  headers: Record<string, string>;
  body?: string;
}

type Arguments = Readonly<Record<string, unknown>>;

/**
 * The arguments that an operation knows, out of those that a model gives.
 *
 * @param text JSON
 * @throws CallError where one is missing or of the wrong type
 */
export function readArguments({ parameters, body }: Operation, text: string): Arguments {
  const given = parsed(text);
  const known = [...parameters, ...(body ? [{ name: 'body', ...body }] : [])];
  const kept = known.flatMap(({ name, required, schema }): [string, unknown][] => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined || (value === null && !required)) {
      if (required) throw new CallError(`${name} is missing`);
      return [];
    }
    const problem = problemWith(schema, value, name);
    if (problem !== null) throw new CallError(problem);
    return [[name, value]];
  });
  return Object.fromEntries(kept);
}

/**
 * The request of a call. Whatever the arguments are, it goes to the operation's own path below the base address.
 *
 * @throws CallError for an argument that cannot be sent in its place
 */
export function buildRequest(operation: Operation, baseUrl: string, given: Arguments): ApiRequest {
  const { method, parameters, body } = operation;
  const headers: Record<string, string> = { accept: 'application/json, text/plain;q=0.9, */*;q=0.1' };
  const values = new Map<string, string>();
  const query: string[] = [];
  for (const parameter of parameters) {
    const { name } = parameter;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) continue;
    const texts = textsOf(value, parameter);
    if (parameter.in === 'path') values.set(name, segment(texts.join(','), name));
    if (parameter.in === 'header') headers[name] = headerValue(texts.join(','), name);
    if (parameter.in === 'query') query.push(...queryParts(parameter, texts));
  }
  const path = operation.path.replace(/\{([^{}]*)\}/g, (_whole, name: string) => values.get(name) ?? '');
  const url = new URL(baseUrl + path);
  // By the rules of URLs, `.` and `..` would be taken out; nothing else that stands in a path can lead elsewhere.
  if (url.origin + url.pathname !== baseUrl + path)
    throw new CallError('the path cannot be called with these arguments');
  url.search = query.join('&');
  const content = body && Object.hasOwn(given, 'body') ? JSON.stringify(given.body) : undefined;
  if (content === undefined) return { method, url: url.href, headers };
  return { method, url: url.href, headers: { ...headers, 'content-type': 'application/json' }, body: content };
}

function parsed(text: string): Arguments {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Arguments;
  } catch {
    // Said below.
  }
  throw new CallError('the arguments are not a JSON object');
}

/** Single values, or lists of them, as text. */
function textsOf(value: unknown, { name }: Parameter): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map((one) => {
    if (typeof one === 'object' && one !== null)
      throw new CallError(`${name} must be a single value, or a list of them`);
    return String(one).toWellFormed();
  });
}

/** A value in a path is part of its segment: a server that decodes it before it looks at the path is led nowhere else, too. */
function segment(text: string, name: string): string {
  const parts = text.split(/[/\\]/);
  if (text === '' || parts.some((part) => /^\.{1,2}$/.test(part)))
    throw new CallError(`${name} cannot stand in a path`);
  return encodeURIComponent(text);
}

function headerValue(text: string, name: string): string {
  if (!/^[\x20-\x7e]*$/.test(text)) throw new CallError(`${name} cannot be sent in a header`);
  return text;
}

function queryParts({ name, explode }: Parameter, texts: readonly string[]): string[] {
  const key = encodeURIComponent(name);
  const values = texts.map(encodeURIComponent);
  return explode ? values.map((value) => `${key}=${value}`) : [`${key}=${values.join(',')}`];
}
