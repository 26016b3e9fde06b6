import {
  type CallToolResult,
  Client,
  type ClientOptions,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import type { Client as HttpClient } from '../client.ts';

/** The protocol's own client, connected with the credential of one of ours. */
export async function connectMcp({ url, key }: HttpClient, options?: ClientOptions): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, options);
  const requestInit = { headers: { authorization: `Bearer ${key}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit }));
  return client;
}

/** What a tool says to a model. */
export const textOf = ({ content }: CallToolResult): string =>
  content.map((part) => (part.type === 'text' ? part.text : '')).join('');

// biome-ignore lint/suspicious/noExplicitAny: results of every shape
export const dataOf = ({ structuredContent }: CallToolResult): any => structuredContent;

/** Posts one message as it is, without a client. */
export const postMcp = (
  { url, key }: HttpClient,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(new URL('/mcp', url), {
    method: 'POST',
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
