import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { normaliseUrl } from './address.ts';

/** Of the unpacked file: the limit of the protocol (sitemaps.org, "Sitemap file location" and following). */
export const MAX_SITEMAP_BYTES = 50 * 1024 * 1024;
/** The same protocol's limit of entries in a file. */
const MAX_ENTRIES = 50_000;
/** Read in one go; others are served in between. */
const PIECE = 64 * 1024;

/** What a sitemap names, normalised, each once. */
export interface Sitemap {
  pages: string[];
  /** Further sitemaps, where it is an index. */
  sitemaps: string[];
}

export class SitemapError extends Error {
  override name = 'SitemapError';
}

/**
 * Reads a sitemap or an index of sitemaps (sitemaps.org): XML, gzipped XML, or one address a line. Only XML's five entities
 * and character references are expanded, and nothing it refers to is loaded.
 *
 * @param wanted which of the pages to take; the others do not count towards `most`
 * @throws SitemapError with what is wrong, for the person who named it
 */
export async function readSitemap(
  bytes: Uint8Array,
  url: string,
  most: number,
  wanted: (page: string) => boolean,
): Promise<Sitemap> {
  const text = new TextDecoder().decode(await unpacked(bytes)).trimStart();
  const pages = new Set<string>();
  const sitemaps = new Set<string>();
  const take = (found: string, isIndex: boolean) => {
    const address = normaliseUrl(found.trim(), url);
    if (address === null) return;
    if (isIndex) sitemaps.add(address);
    else if (pages.size < most && wanted(address)) pages.add(address);
  };
  const lines = text.split('\n', MAX_ENTRIES).filter((line) => /^https?:/i.test(line));
  if (text.startsWith('<')) await readXml(text, take);
  else if (lines.length === 0) throw noSitemap();
  else for (const line of lines) take(line, false);
  return { pages: [...pages], sitemaps: [...sitemaps] };
}

/** Servers send `sitemap.xml.gz` with and without a Content-Encoding; what arrives says which it was. */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MAX_SITEMAP_BYTES });
  } catch (error) {
    throw new SitemapError('The sitemap is damaged, or unpacks to more than 50 MB.', { cause: error });
  }
}

async function readXml(xml: string, take: (address: string, isIndex: boolean) => void): Promise<void> {
  let root: string | undefined;
  let entries = 0;
  const open: string[] = [];
  let address: string | undefined;
  const parser = new Parser(
    {
      onopentagname(qualified) {
        const name = qualified.slice(qualified.indexOf(':') + 1);
        root ??= name;
        open.push(name);
        // Not those of pictures and videos, which have a `loc` of their own.
        if (name === 'loc' && open.length === 3 && /^(?:url|sitemap)$/.test(open[1] ?? '')) address = '';
      },
      ontext(text) {
        if (address !== undefined && address.length < 10_000) address += text;
      },
      onclosetag() {
        const name = open.pop();
        if (name !== 'loc' || address === undefined) return;
        entries += 1;
        if (entries <= MAX_ENTRIES) take(address, root === 'sitemapindex');
        address = undefined;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  for (let at = 0; at < xml.length; at += PIECE) {
    parser.write(xml.slice(at, at + PIECE));
    if (root !== undefined && root !== 'urlset' && root !== 'sitemapindex') break;
    await breathe();
  }
  if (root !== 'urlset' && root !== 'sitemapindex') throw noSitemap();
}

const noSitemap = () =>
  new SitemapError(
    'This is no sitemap: neither a `urlset` nor a `sitemapindex`, nor a list of URLs. To read a single page, send its URL alone.',
  );
