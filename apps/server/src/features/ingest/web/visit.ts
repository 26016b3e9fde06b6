import type { Clock } from '../../../platform/clock.ts';
import { type DocumentRow, findSameDocuments } from '../../documents/index.ts';
import type { NewSource, QueuedSource } from '../../jobs/index.ts';
import { UnreadableError } from '../reader/index.ts';
import { type Opened, openedPage, type SourceDeps, webAccess } from '../source.ts';
import { type Answer, type Content, fetchPage, statusMessage } from './fetch-page.ts';
import { sourceAt } from './forms.ts';
import type { Hosts } from './hosts.ts';
import type { Robots, Verdict } from './robots.ts';
import type { Walk } from './rules.ts';
import { scanPage } from './scan.ts';
import { isDocumentType, isOnHost, isWanted } from './scope.ts';
import { MAX_SITEMAP_BYTES, readSitemap, SitemapError } from './sitemap.ts';

export interface VisitDeps extends SourceDeps {
  clock: Clock;
  robots: Robots;
  hosts: Hosts;
}

/** What a visit to a page or sitemap came to, before anything was written. */
export type Visit =
  | { kind: 'content'; opened: Opened; found: NewSource[] }
  /** It is no document itself: a sitemap, a page that does not want to be found, a picture. */
  | { kind: 'leads-on'; found: NewSource[] }
  | { kind: 'not-modified'; opened: Opened; document: DocumentRow }
  | { kind: 'gone'; error: UnreadableError }
  /** It is not our turn, or the server asked for patience. */
  | { kind: 'later'; inMs: number; isRefused: boolean };

/** Sitemaps within sitemaps: the protocol knows one level, some sites have two. */
const MAX_SITEMAP_DEPTH = 3;

/** Visits one page or sitemap of a walk. Throws an UnreadableError if it cannot be had. */
export async function visit(deps: VisitDeps, source: QueuedSource, walk: Walk, signal: AbortSignal): Promise<Visit> {
  const url = source.url ?? '';
  const verdict: Verdict = walk.kind === 'urls' ? { kind: 'allowed', delayMs: 0 } : await deps.robots.ask(url, signal);
  // Sites link to much that is not for robots; that is no failure.
  if (verdict.kind === 'disallowed' && walk.kind === 'crawl' && source.depth > 0)
    return { kind: 'leads-on', found: [] };
  const delayMs = delayIfAllowed(verdict);
  const turn = await deps.hosts.turn(url, delayMs, signal);
  if (turn.kind === 'later') return { ...turn, isRefused: false };
  const document = await known(deps, source);
  let answer: Answer;
  try {
    answer = await ask(deps, source, walk, document, signal);
  } finally {
    turn.end();
  }
  switch (answer.kind) {
    case 'content':
      return source.kind === 'sitemap' ? expand(source, walk, answer) : arrive(deps, source, walk, answer);
    case 'not-modified':
      if (!document) throw new UnreadableError('bad_status', statusMessage(304));
      return { kind: 'not-modified', opened: as(document, source), document };
    case 'gone':
      return { kind: 'gone', error: new UnreadableError('not_found', statusMessage(answer.status)) };
    case 'busy':
      return { kind: 'later', inMs: answer.forMs, isRefused: true };
  }
}

/** How long the site wants us to wait between two requests, in milliseconds. */
function delayIfAllowed(verdict: Verdict): number {
  if (verdict.kind === 'allowed') return verdict.delayMs;
  throw verdict.kind === 'disallowed'
    ? new UnreadableError('robots_disallowed', 'The site’s robots.txt does not allow this page to be visited.')
    : new UnreadableError(
        'robots_unavailable',
        `The site’s robots.txt could not be read, so nothing may be visited now. ${verdict.reason}`,
      );
}

async function known({ db }: VisitDeps, source: QueuedSource): Promise<DocumentRow | undefined> {
  if (source.kind === 'sitemap') return undefined;
  const identity = { externalId: null, url: source.url, contentHash: Buffer.alloc(0) };
  const [document] = await findSameDocuments(db, source.tenant_id, source.project_id ?? '', [identity]);
  return document;
}

async function ask(
  deps: VisitDeps,
  source: QueuedSource,
  walk: Walk,
  document: DocumentRow | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const { headersFor, maxBytes } = await webAccess(deps, source);
  const isNeeded = walk.kind === 'crawl' && !walk.isRepeated && source.depth < walk.maxDepth;
  const version = document && { etag: document.etag, lastModified: document.last_modified };
  return fetchPage(deps.fetch, deps.clock.now(), {
    url: source.url ?? '',
    maxBytes: source.kind === 'sitemap' ? MAX_SITEMAP_BYTES : maxBytes,
    headersFor,
    known: version && !isNeeded ? version : null,
    signal,
    async mayFollow(url) {
      if (walk.kind === 'urls') return;
      if (!isOnHost(walk, url)) throw new UnreadableError('other_host', 'The page redirects to another host.');
      delayIfAllowed(await deps.robots.ask(url, signal));
    },
  });
}

async function expand(source: QueuedSource, walk: Walk, page: Content): Promise<Visit> {
  if (walk.kind !== 'sitemap') return { kind: 'leads-on', found: [] };
  try {
    const { pages, sitemaps } = await readSitemap(page.body, page.url, walk.maxPages, (url) => isWanted(walk, url));
    const further = sitemaps.filter((url) => isOnHost(walk, url));
    if (further.length > 0 && source.depth >= MAX_SITEMAP_DEPTH) {
      throw new SitemapError(`Sitemaps lie more than ${MAX_SITEMAP_DEPTH} deep within one another.`);
    }
    return {
      kind: 'leads-on',
      found: [
        ...further.map((url) => ({ ...following(source, url), kind: 'sitemap' })),
        ...pages.map((url) => following(source, url)),
      ],
    };
  } catch (error) {
    throw error instanceof SitemapError ? new UnreadableError('bad_sitemap', error.message, { cause: error }) : error;
  }
}

async function arrive(deps: VisitDeps, source: QueuedSource, walk: Walk, page: Content): Promise<Visit> {
  // Somebody named this very page: by this name it is kept, whatever it says of itself.
  if (walk.kind === 'urls') {
    return { kind: 'content', opened: await openedPage(deps, source, page, source.url ?? page.url), found: [] };
  }
  const { links, noindex, identity } = await scanPage(page);
  const leadsOn = walk.kind === 'crawl' && source.depth < walk.maxDepth;
  const found = leadsOn ? links.filter((url) => isWanted(walk, url)).map((url) => following(source, url)) : [];
  if (noindex || !isWanted(walk, identity) || !isDocumentType(page.contentType)) return { kind: 'leads-on', found };
  return { kind: 'content', opened: await openedPage(deps, source, page, identity), found };
}

const following = (source: QueuedSource, url: string): NewSource =>
  sourceAt(
    { metadata: source.metadata as Record<string, string>, credential_id: source.credential_id ?? undefined },
    url,
    source.depth + 1,
  );

/** A page that has not changed: nothing of it is read. */
const as = (document: DocumentRow, source: QueuedSource): Opened => ({
  request: { kind: 'markdown', text: '' },
  contentHash: document.content_hash,
  fileId: null,
  filename: document.filename,
  url: document.source_url,
  etag: document.etag,
  lastModified: document.last_modified,
  externalId: null,
  title: source.title,
  metadata: source.metadata as object,
  documentId: null,
});
