import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isCurrent, tagOf } from '../../platform/http/etag.ts';
import { missingDocument, pageDocument } from './layout.ts';
import { BASE, loadSite, type Site } from './pages.ts';

const FOLDER = join(import.meta.dirname, '../../../../../docs');
const ASSETS = {
  'site.css': { type: 'text/css; charset=utf-8', file: new URL('./assets/site.css', import.meta.url) },
  'site.js': { type: 'text/javascript; charset=utf-8', file: new URL('./assets/site.js', import.meta.url) },
  'icon.svg': { type: 'image/svg+xml', file: new URL('./assets/icon.svg', import.meta.url) },
};
const HTML = 'text/html; charset=utf-8';

/** Everything comes from this server and from files; nothing may be put into a frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Answer {
  type: string;
  body: string;
  etag: string;
}

/**
 * The documentation at `/docs`, made from the Markdown files of `docs/` when it is first asked for: pages, each as Markdown
 * too (`/docs/guides/keys.md`), and an index for the search in the browser. Paths are only looked up among what was found there.
 */
export async function registerDocsSite(app: FastifyInstance, folder = FOLDER): Promise<void> {
  let site: Promise<{ answers: ReadonlyMap<string, Answer>; missing: string }> | null = null;
  const loaded = () => {
    site ??= loadSite(folder).then(answersOf);
    // Tried again at the next request.
    site.catch(() => {
      site = null;
    });
    return site;
  };
  await app.register(async (scope) => {
    scope.scopeAccess = 'public';
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.headers({
        'content-security-policy': POLICY,
        'referrer-policy': 'same-origin',
        'cache-control': 'no-cache',
      });
      done();
    });
    const answer = async (request: FastifyRequest<{ Params: { '*'?: string } }>, reply: FastifyReply) => {
      const { answers, missing } = await loaded();
      const found = answers.get((request.params['*'] ?? '').replace(/\/$/, ''));
      if (!found) return reply.code(404).type(HTML).send(missing);
      reply.header('etag', found.etag);
      if (isCurrent(request.headers['if-none-match'], found.etag)) return reply.code(304).send();
      return reply.type(found.type).send(found.body);
    };
    scope.get(BASE, answer);
    scope.get(`${BASE}/*`, answer);
  });
}

/** All that the site answers, by what follows `/docs/` in the URL. */
async function answersOf(site: Site): Promise<{ answers: ReadonlyMap<string, Answer>; missing: string }> {
  const answers = new Map<string, Answer>();
  for (const [path, page] of site.pages) {
    answers.set(path, answerOf(HTML, pageDocument(site, page)));
    answers.set(page.file, answerOf('text/markdown; charset=utf-8', page.markdown));
  }
  const index = [...site.pages.values()].flatMap(({ url, title, sections }) =>
    sections.map(({ id, text, words }, n) => ({ url: n === 0 ? url : `${url}#${id}`, title, heading: text, words })),
  );
  answers.set('search.json', answerOf('application/json; charset=utf-8', JSON.stringify(index)));
  for (const [name, { type, file }] of Object.entries(ASSETS)) {
    answers.set(`assets/${name}`, answerOf(type, await readFile(file, 'utf8')));
  }
  return { answers, missing: missingDocument(site) };
}

function answerOf(type: string, body: string): Answer {
  return { type, body, etag: `"${tagOf(body)}"` };
}
