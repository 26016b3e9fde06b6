/** Longer ones are refused: an index must hold them, and traps for robots make them. */
const MAX_URL_LENGTH = 2_000;

/** What advertisers and newsletters add to follow people; the page is the same without. */
const TRACKING = /^(?:utm_\w+|gclid|fbclid|dclid|msclkid|mc_cid|mc_eid|yclid|_ga|_gl)$/i;

/**
 * One form for addresses that lead to the same page: without fragment, default port and tracking parameters. The other
 * parameters stay as they are, in their order, since some servers care.
 *
 * @returns null for what cannot be visited: not http(s), with a user name or password inside, or too long
 */
export function normaliseUrl(text: string, base?: string): string | null {
  const url = URL.parse(text, base);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  url.hash = '';
  const parameters = url.search.slice(1).split('&');
  const kept = parameters.filter((parameter) => !TRACKING.test(parameter.split('=')[0] ?? ''));
  const query = kept.join('&');
  // With its own question mark: the setter takes a leading one of the query's for it ("??" would lose one a time).
  url.search = query === '' ? '' : `?${query}`;
  return url.href.length > MAX_URL_LENGTH ? null : url.href;
}
