import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface ScriptedServer {
  url: string;
  received: Received[];
  /** Settles when the client has hung up on an answer. */
  hungUp: Promise<void>;
  close(): Promise<void>;
}

/** What is done with one request. */
export type Step = (response: ServerResponse) => void;

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const breakOff: Step = (response) => response.destroy();

/** An error as the server tells it. */
export const problem = (status: number, code: string, headers: Record<string, string> = {}): Step =>
  json(status, { error: 'E', message: `it is ${code}`, code, details: { a: 1 }, request_id: 'r1' }, headers);

/** A server on loopback that does one step of its script for each request. */
export async function scriptedServer(...steps: Step[]): Promise<ScriptedServer> {
  const received: Received[] = [];
  let tellHungUp = () => {};
  const hungUp = new Promise<void>((resolve) => {
    tellHungUp = resolve;
  });
  const server = createServer(async (request, response) => {
    response.once('close', () => response.writableEnded || tellHungUp());
    const { method = '', url = '', headers } = request;
    const step = steps[received.length] ?? json(500, {});
    const seen: Received = { method, url, headers, body: '' };
    received.push(seen);
    seen.body = await text(request);
    step(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    hungUp,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
