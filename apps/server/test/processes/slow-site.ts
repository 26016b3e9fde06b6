import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A site whose one page comes when the test says so. */
export interface SlowSite {
  url: string;
  /** Resolves when the page was asked for so often. */
  asked(times: number): Promise<void>;
  /** Answers all who wait, and from now on everybody at once. */
  answer(html: string): void;
  close(): void;
}

export async function serveSlowSite(): Promise<SlowSite> {
  let html: string | undefined;
  let hits = 0;
  let heard = Promise.withResolvers<void>();
  const open = new Set<ServerResponse>();
  const send = (response: ServerResponse, text: string) =>
    void response.setHeader('content-type', 'text/html').end(text);
  const server = createServer((request, response) => {
    if (request.url !== '/page') return void response.writeHead(404).end();
    open.add(response);
    response.on('close', () => open.delete(response));
    hits += 1;
    heard.resolve();
    heard = Promise.withResolvers();
    if (html !== undefined) send(response, html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`,
    async asked(times) {
      while (hits < times) await heard.promise;
    },
    answer(text) {
      html = text;
      for (const response of open) send(response, text);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
