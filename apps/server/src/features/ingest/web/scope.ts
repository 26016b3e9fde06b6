import type { Leading } from './rules.ts';

/** Files that are no documents, by how their addresses end. */
const NO_DOCUMENT =
  /\.(?:avif|bmp|css|eot|exe|gif|gz|ico|iso|jpe?g|js|json|map|mjs|mov|mp[34]|mpe?g|ogg|otf|png|rar|svg|tar|tgz|tiff?|ttf|wav|wasm|web[mp]|woff2?|xml|7z|zip|dmg|apk|deb|rpm|avi|flac|m4[av])$/i;

/** The same by their content types. */
const NO_DOCUMENT_TYPE =
  /^(?:image|video|audio|font)\/|^text\/(?:css|javascript)|^application\/(?:javascript|(?:rss|atom)\+xml|xml|json|zip|gzip|wasm)/i;

/** Whether an answer of this type is worth reading, of a page that nobody named but a link led to. */
export const isDocumentType = (contentType: string | null): boolean =>
  contentType === null || !NO_DOCUMENT_TYPE.test(contentType);

/**
 * Whether a page may become a document: on the start's host, within the patterns, and of a kind that can be read.
 *
 * @param url normalised
 */
export function isWanted(walk: Leading, url: string): boolean {
  if (!isOnHost(walk, url)) return false;
  const { pathname } = new URL(url);
  if (NO_DOCUMENT.test(pathname)) return false;
  return (walk.include.length === 0 || matchesAny(walk.include, url)) && !matchesAny(walk.exclude, url);
}

/**
 * Whether an address is on the start's host, whichever of http and https it has. `www.` makes no difference, since sites
 * redirect from one to the other; further names below count where `subdomains` says so. Ports must agree.
 */
export function isOnHost({ start, subdomains }: Pick<Leading, 'start' | 'subdomains'>, url: string): boolean {
  const [own, other] = [new URL(start), new URL(url)];
  if (own.port !== other.port) return false;
  const [ours, theirs] = [withoutWww(own.hostname), withoutWww(other.hostname)];
  return theirs === ours || (subdomains && theirs.endsWith(`.${ours}`));
}

const withoutWww = (hostname: string): string => hostname.replace(/^www\./, '');

const matchesAny = (patterns: readonly string[], url: string): boolean => {
  const { pathname, search } = new URL(url);
  return patterns.some((pattern) => matchesPattern(pattern, pattern.includes('?') ? pathname + search : pathname));
};

/**
 * `*` in a pattern stands for any characters, slashes as well, as in robots.txt; everything else for itself. Takes time
 * proportional to the lengths, whatever the pattern.
 */
export function matchesPattern(pattern: string, path: string): boolean {
  const [first = '', ...rest] = encoded(pattern).split('*');
  if (!path.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return path.length === first.length;
  let at = first.length;
  for (const part of rest) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return path.length - last.length >= at && path.endsWith(last);
}

/** As addresses are written: `/über` is `/%C3%BCber`. What is written so already stays. */
const encoded = (pattern: string): string => encodeURI(pattern.toWellFormed()).replaceAll('%25', '%');
