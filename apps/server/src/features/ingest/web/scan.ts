import { setImmediate as breathe } from 'node:timers/promises';
import { createLinkScanner } from '../../../platform/convert/html/links.ts';
import { declaredCharset, decodeText } from '../../../platform/convert/text-encoding.ts';
import { normaliseUrl } from './address.ts';
import type { Content } from './fetch-page.ts';

/** Beyond this no links are looked for; ordinary pages have a tenth of it. */
const MAX_SCANNED_BYTES = 5 * 1024 * 1024;
/** Scanned in one go; others are served in between. */
const PIECE = 64 * 1024;

export interface Scanned {
  /** Normalised, each once. */
  links: string[];
  /** The site does not want the page to be found. */
  noindex: boolean;
  /** The address by which the page is kept. */
  identity: string;
}

/** Finds where a page leads and what it says to robots, in its HTML and in its `X-Robots-Tag`. */
export async function scanPage(page: Content): Promise<Scanned> {
  const said = robotsTag(page.headers['x-robots-tag']);
  const url = normaliseUrl(page.url) ?? page.url;
  if (!isHtml(page)) return { links: [], noindex: said.noindex, identity: url };
  const html = decodeText(page.body.subarray(0, MAX_SCANNED_BYTES), declaredCharset(page.contentType ?? '')) ?? '';
  const scanner = createLinkScanner(page.url);
  for (let at = 0; at < html.length; at += PIECE) {
    scanner.write(html.slice(at, at + PIECE));
    await breathe();
  }
  const { links, noindex, canonical } = scanner.end();
  const normalised = links.flatMap((link) => normaliseUrl(link) ?? []);
  return {
    links: said.nofollow ? [] : [...new Set(normalised)],
    noindex: noindex || said.noindex,
    identity: withoutQuery(url, canonical),
  };
}

const isHtml = ({ contentType, body }: Content): boolean =>
  contentType === null ? body[0] === 0x3c : /^(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType.trim());

/** Directives for all robots, and those for us: `noindex`, `ragkeep: nofollow`. */
function robotsTag(value = ''): { noindex: boolean; nofollow: boolean } {
  const directives = value
    .toLowerCase()
    .split(',')
    .map((directive) => directive.replace(/^\s*ragkeep\s*:/, '').trim());
  const says = (word: string) => directives.includes(word) || directives.includes('none');
  return { noindex: says('noindex'), nofollow: says('nofollow') };
}

/**
 * A page may call itself by its address with fewer parameters: sorted lists and print versions are one page so. A canonical
 * address with another path is not believed, since whole sites call every page their home by mistake.
 */
function withoutQuery(url: string, canonical: string | null): string {
  const own = canonical === null ? null : normaliseUrl(canonical);
  if (own === null) return url;
  const [is, says] = [new URL(url), new URL(own)];
  return is.origin === says.origin && is.pathname === says.pathname ? own : url;
}
