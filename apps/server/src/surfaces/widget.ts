import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type EmbedConfig, frameAncestors, isAllowed, presentConfig, requireActive } from '../features/embeds/index.ts';
import type { Db } from '../platform/db/index.ts';
import { ApiError } from '../platform/errors.ts';
import { createBuiltFiles } from '../platform/http/built-files.ts';
import { isUuid } from '../platform/ids.ts';

/** Where `vite build apps/embed` writes to. */
const BUILT = join(import.meta.dirname, '../../../embed/dist');
const NOT_BUILT = 'The chat widget is not built. Run `npx vite build apps/embed` in the server’s folder.\n';

/** The loader stays in caches for a while, since every page of every visitor asks for it; the rest is asked about each time. */
const FILES = {
  '/embed.js': ['embed.js', 'public, max-age=600'],
  '/embed/widget.js': ['widget.js', 'no-cache'],
  '/embed/widget.css': ['widget.css', 'no-cache'],
} as const;

/** Of the widget's page: what this server sends, and nothing else. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/** What visitors' browsers load: the script for other people's pages, and the page that it frames. */
export function registerWidget(app: FastifyInstance, { db, folder = BUILT }: { db: Db; folder?: string }): void {
  const built = createBuiltFiles(folder);
  const config = { access: 'public' } as const;
  for (const [path, [name, caching]] of Object.entries(FILES)) {
    app.get(path, { config }, async (request, reply) => {
      const file = await built.find(name);
      if (!file) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
      // Pages that isolate themselves take only what says that it may be used anywhere.
      reply.header('cache-control', caching).header('cross-origin-resource-policy', 'cross-origin');
      return file.send(request, reply);
    });
  }
  app.get<{ Params: { id: string } }>('/embed/:id', { config }, (request, reply) => sendPage(db, request, reply));
}

/**
 * The widget's page. Browsers show it only in frames of the embed's origins, as its policy says; that is said here once more, in
 * words, where the request tells where it comes from.
 */
async function sendPage(
  db: Db,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { id } = request.params;
  if (!isUuid(id)) throw new ApiError('not_found', {});
  const embed = await requireActive(db, id);
  reply
    .header('content-security-policy', `${POLICY}; frame-ancestors ${frameAncestors(embed.origins)}`)
    .header('referrer-policy', 'same-origin');
  const dest = request.headers['sec-fetch-dest'];
  if (dest !== undefined && dest !== 'iframe')
    return refuse(reply, 'This page is made to be shown inside of others.\n');
  const page = pageOf(request);
  if (page !== null && !isAllowed(page, embed.origins)) {
    return refuse(reply, `This chat is not made for pages of ${page}. Add it to the origins of the widget.\n`);
  }
  return reply.type('text/html; charset=utf-8').send(html(presentConfig(embed), page));
}

const refuse = (reply: FastifyReply, text: string) => reply.code(403).type('text/plain; charset=utf-8').send(text);

/** The origin of the page that frames this one, as the loader says it, or as the browser does; null when neither does. */
function pageOf({ query, headers }: FastifyRequest): string | null {
  const { page } = query as { page?: unknown };
  const url = URL.parse(typeof page === 'string' ? page : (headers.referer ?? ''));
  return url && url.origin !== 'null' ? url.origin : null;
}

const html = (config: EmbedConfig, page: string | null): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(config.title)}</title>
<link rel="stylesheet" href="/embed/widget.css">
<script id="config" type="application/json">${JSON.stringify({ ...config, page }).replaceAll('<', '\\u003c')}</script>
<script type="module" src="/embed/widget.js"></script>
</head>
<body></body>
</html>
`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
