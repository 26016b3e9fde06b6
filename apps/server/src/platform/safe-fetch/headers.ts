import type { Dispatcher } from 'undici';

export type NamedHeaders = Readonly<Record<string, string>>;

/**
 * What is to be sent with a request to this URL; nothing, mostly.
 *
 * @param refused what it gave before, where the answer to that was 401: if it gives something else now, that is tried, once
 * @throws SafeFetchError which is then why the URL was not fetched
 */
export type HeadersFor = (url: URL, refused?: NamedHeaders) => NamedHeaders | Promise<NamedHeaders>;

export const isSame = (one: NamedHeaders, other: NamedHeaders): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

export function lowerCase(headers: NamedHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

export function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
