import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isCurrent, tagOf } from '../platform/http/etag.ts';

/** What `vite build` makes of apps/dashboard. */
const FOLDER = join(import.meta.dirname, '../../../dashboard/dist');
const HTML = 'text/html; charset=utf-8';
/** Stands in the built page where a nonce belongs; `html.cspNonce` of the dashboard's vite.config.ts puts it there. */
const NONCE_MARK = '__CSP_NONCE__';
/** First segments of paths that belong to programs: what is not there is told to them as the API tells it. */
const NOT_PAGES = new Set(['api', 'v1', 'mcp', 'metrics', 'docs', 'embed', 'assets']);
const NOT_BUILT = `<!doctype html>
<html lang="en"><title>Ragkeep</title>
<h1>The dashboard has not been built yet</h1>
<p>Run <code>npx vite build apps/dashboard</code> in the folder of Ragkeep, then reload this page. The API works without it.</p>
`;

const HEADERS = {
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Scripts are files of this server and nothing else. Style elements are made by the component library while the page runs, so
 * they carry a nonce; a nonce for styles lets no script in.
 */
const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "frame-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');

/**
 * The dashboard at `/`. Its one page answers every path that a browser asks a page for and that nothing else answers, since its
 * routes are its own; its scripts and styles are below `/assets`, named by their content and compressed beforehand.
 */
export async function registerDashboard(app: FastifyInstance, folder = FOLDER): Promise<void> {
  await app.register(async (scope) => {
    scope.scopeAccess = 'public';
    await scope.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/assets/',
      index: false,
      dotfiles: 'ignore',
      decorateReply: false,
      preCompressed: true,
      cacheControl: false,
      suppressWarning: true, // the folder may be made later
      setHeaders: (reply) =>
        void reply.headers({
          'cache-control': 'public, max-age=31536000, immutable',
          'cross-origin-resource-policy': 'same-origin',
        }),
    });
    const page = (request: FastifyRequest, reply: FastifyReply) =>
      isForPage(request) ? sendPage(request, reply, folder) : reply.callNotFound();
    scope.get('/', page);
    scope.get('/*', page);
  });
}

/** By the path's shape: no file's name, no path of programs; and a browser asks for it. */
function isForPage({ url, headers }: FastifyRequest): boolean {
  const segments = (url.split('?', 1)[0] ?? '').split('/').slice(1);
  const [first = ''] = segments;
  if (NOT_PAGES.has(first.toLowerCase()) || first.startsWith('.')) return false;
  if (first !== '' && (segments.at(-1) ?? '').includes('.')) return false;
  return (headers.accept ?? '').includes('text/html');
}

async function sendPage(request: FastifyRequest, reply: FastifyReply, folder: string): Promise<FastifyReply> {
  reply.headers({ ...HEADERS, vary: 'accept' });
  const html = await readFile(join(folder, 'index.html'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const nonce = randomBytes(18).toString('base64');
  if (html === null) {
    reply.headers({ 'content-security-policy': policyWith(nonce), 'retry-after': '10' });
    return reply.code(503).type(HTML).send(NOT_BUILT);
  }
  const etag = `"${tagOf(html)}"`;
  reply.headers({ 'cache-control': 'private, no-cache', etag });
  // The kept page goes on with the policy that it came with, whose nonce is its own (RFC 9111, 4.3.4).
  if (isCurrent(request.headers['if-none-match'], etag)) return reply.code(304).send();
  reply.header('content-security-policy', policyWith(nonce));
  return reply.type(HTML).send(html.replaceAll(NONCE_MARK, nonce));
}
