import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalServer {
  port: number;
  /** As `http://<host>:<port>`. */
  origin: string;
  /** What it was asked, in order. */
  requests: IncomingMessage[];
  close(): Promise<void>;
}

/** A real server on one of the loopback addresses; `port` 0 takes a free one. */
export async function startServer(answer: RequestListener, host = '127.0.0.1', port = 0): Promise<LocalServer> {
  const requests: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    origin: `http://${host}:${bound}`,
    requests,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
