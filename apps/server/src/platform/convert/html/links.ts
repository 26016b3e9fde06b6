import { Parser } from 'htmlparser2';

/** What a page says to those who follow its links, and where they lead. */
export interface PageLinks {
  /** Absolute http(s) URLs without fragments, each once, in their order; none where the page forbids to follow. */
  links: string[];
  /** The page does not want to be in an index: `<meta name=robots content=noindex>`. */
  noindex: boolean;
  /** The address that the page calls its own, absolute. */
  canonical: string | null;
}

/** More than the largest site maps made for people have. */
const MAX_LINKS = 5_000;
/** Longer addresses are made by machines, for machines. */
const MAX_URL_LENGTH = 2_000;

const FOLLOWED: ReadonlyMap<string, 'href' | 'src'> = new Map([
  ['a', 'href'],
  ['area', 'href'],
  ['frame', 'src'],
]);

/**
 * Collects a page's links while its HTML is written piece by piece, so that whoever writes can leave off in between.
 * Links marked `rel=nofollow`, and all links of a page whose robots meta tag says `nofollow`, are left out.
 *
 * @param url where the page is from
 */
export function createLinkScanner(url: string): { write(html: string): void; end(): PageLinks } {
  const links = new Set<string>();
  let base = url;
  let hasBase = false;
  let nofollow = false;
  let noindex = false;
  let canonical: string | null = null;

  function onElement(name: string, attributes: Record<string, string>): void {
    const followed = FOLLOWED.get(name);
    if (followed !== undefined) {
      const target = webAddress(attributes[followed], base);
      const rel = words(attributes.rel);
      if (target !== null && !rel.has('nofollow') && links.size < MAX_LINKS) links.add(target);
    } else if (name === 'base' && attributes.href !== undefined && !hasBase) {
      hasBase = true;
      base = URL.parse(attributes.href, url)?.href ?? url;
    } else if (name === 'link' && canonical === null && words(attributes.rel).has('canonical')) {
      canonical = webAddress(attributes.href, base);
    } else if (name === 'meta' && attributes.name?.trim().toLowerCase() === 'robots') {
      const said = words(attributes.content);
      noindex ||= said.has('noindex') || said.has('none');
      nofollow ||= said.has('nofollow') || said.has('none');
    }
  }

  const parser = new Parser({ onopentag: onElement }, { decodeEntities: true });
  return {
    write: (html) => parser.write(html),
    end() {
      parser.end();
      return { links: nofollow ? [] : [...links], noindex, canonical };
    },
  };
}

function webAddress(href: string | undefined, base: string): string | null {
  if (href === undefined || href.length > MAX_URL_LENGTH) return null;
  const target = URL.parse(href, base);
  if (!target || !/^https?:$/.test(target.protocol)) return null;
  target.hash = '';
  return target.href.length > MAX_URL_LENGTH ? null : target.href;
}

/** Values that are lists, by blanks or commas. */
const words = (value = ''): Set<string> => new Set(value.toLowerCase().split(/[\s,]+/));
