import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** What `Authorization` must be; else 401. */
  authorization?: string;
}

/** A site on this machine whose pages a test sets, and which remembers who came. */
export interface Site {
  origin: string;
  /** By path and query. Absent: 404. */
  pages: Record<string, Answer | string>;
  /** Paths in the order in which they were asked for, with the status that was answered. */
  visits: { path: string; status: number; userAgent: string }[];
  asked(): string[];
  forget(): void;
  close(): void;
}

/** A page with text enough to be one, and links. */
export const htmlPage = (text: string, links: readonly string[] = [], head = ''): string =>
  `<!doctype html><html><head><title>${text}</title>${head}</head><body><main><h1>${text}</h1><p>This page tells of ${text}.</p></main>
  <nav>${links.map((link) => `<a href="${link}">${link}</a>`).join(' ')}</nav></body></html>`;

/** Pages that are text get an entity tag of it, and answer a conditional request as RFC 9110 has it. */
export async function serveSite(): Promise<Site> {
  const site: Omit<Site, 'origin' | 'close'> = {
    pages: {},
    visits: [],
    asked: () => site.visits.map(({ path }) => path),
    forget: () => void site.visits.splice(0),
  };
  const answer: RequestListener = (request, response) => {
    const path = request.url ?? '';
    const page = site.pages[path] ?? { status: 404, body: 'not here' };
    const { authorization, ...open } = typeof page === 'string' ? textPage(page) : page;
    const isOpen = authorization === undefined || request.headers.authorization === authorization;
    const { status = 200, headers = {}, body = '' } = isOpen ? open : { status: 401 };
    const isKnown = headers.etag !== undefined && request.headers['if-none-match'] === headers.etag;
    site.visits.push({ path, status: isKnown ? 304 : status, userAgent: request.headers['user-agent'] ?? '' });
    response.writeHead(isKnown ? 304 : status, headers).end(isKnown ? '' : body);
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(site, { origin, close: () => void server.close() });
}

/** What a page that is text answers with. */
export const textPage = (body: string): Answer => ({
  headers: {
    'content-type': 'text/html; charset=utf-8',
    etag: `"${createHash('sha256').update(body).digest('hex')}"`,
  },
  body,
});
