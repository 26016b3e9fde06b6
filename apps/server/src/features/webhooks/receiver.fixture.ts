import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startServer } from '../../platform/safe-fetch/local-server.fixture.ts';

/** A message as a receiver gets it. */
export interface Received {
  headers: Record<string, string>;
  body: string;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** The next message that was not asked for yet; waits for it. */
  next(): Promise<Received>;
  /** How messages are answered from now on. At first: 204. */
  answer(how: (response: ServerResponse) => void): void;
  close(): Promise<void>;
}

/** A real receiver of webhooks on loopback. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let read = 0;
  let arrived = Promise.withResolvers<void>();
  let how: (response: ServerResponse) => void = (response) => response.writeHead(204).end();
  const server = await startServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    received.push({ headers, body: await text(request) });
    arrived.resolve();
    arrived = Promise.withResolvers();
    how(response);
  });
  return {
    url: `${server.origin}/hook`,
    received,
    async next() {
      for (;;) {
        const message = received[read];
        if (message) {
          read += 1;
          return message;
        }
        await arrived.promise;
      }
    },
    answer(other) {
      how = other;
    },
    close: server.close,
  };
}
