import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';

/** Uploads far over the limit, by clients that say otherwise or nothing about it. */

const LIMIT = 1024 * 1024;
const TWO_GIB = 2 ** 31;
const BOUNDARY = 'b0undary';
const HEAD = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="large.txt"\r\nContent-Type: text/plain\r\n\r\n`;

let app: TestApp;
let owner: Client;
let project: string;

beforeAll(async () => {
  app = await startTestApp({ MAX_FILE_MB: '1' });
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Library' })).body.id;
});
afterAll(() => app.close());

const storedFiles = async () => {
  const entries = await readdir(join(app.dataDir, 'files'), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
};

const PIECE = Buffer.alloc(64 * 1024, 'x');

/**
 * Sends a form as fast as the server takes it and reads meanwhile, as curl does, until the server closes the connection or
 * 2 GiB are sent.
 *
 * @param length the `Content-Length`; chunked without one
 */
function offer(path: string, length?: number): Promise<{ sent: number; answer: string }> {
  const { hostname, port } = new URL(app.url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const chunked = length === undefined;
  const frame = (data: Buffer) =>
    chunked ? Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]) : data;
  const piece = frame(PIECE);
  let sent = 0;
  let answer = '';
  let ended = false;
  return new Promise((resolve) => {
    const send = () => {
      while (!ended && sent < TWO_GIB) {
        sent += PIECE.length;
        if (!socket.write(piece)) {
          socket.once('drain', send);
          return;
        }
      }
    };
    socket.on('connect', () => {
      const how = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
      const lines = [
        `POST /api/v1${path} HTTP/1.1`,
        'Host: localhost',
        `Authorization: Bearer ${owner.key}`,
        `Content-Type: multipart/form-data; boundary=${BOUNDARY}`,
        how,
      ];
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      socket.write(frame(Buffer.from(HEAD)));
      send();
    });
    socket.on('data', (data) => {
      answer += data.toString();
    });
    socket.on('end', () => {
      ended = true;
      socket.destroy();
    });
    socket.on('close', () => resolve({ sent, answer }));
    // Who goes on sending after the end is cut off.
    socket.on('error', () => {});
  });
}

describe.each([
  ['POST /jobs', () => '/jobs'],
  ['POST /projects/:id/ingest', () => `/projects/${project}/ingest`],
])('%s', (_name, path) => {
  it.each([
    ['that says how long it is', TWO_GIB],
    ['in chunks, without a length', undefined],
  ])('refuses 2 GiB %s: 413 early, nothing kept, the rest not received', async (_what, length) => {
    const before = await storedFiles();
    const { sent, answer } = await offer(path(), length);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect(answer).toContain('"limit_bytes":1048576');
    // The rest of what was sent lies in the buffers of the two sockets.
    expect(sent).toBeLessThan(LIMIT + 64 * 1024 * 1024);
    expect(await storedFiles()).toEqual(before);
  });

  it('takes no more than the length that was stated, whatever is sent', async () => {
    const before = await storedFiles();
    const { answer, sent } = await offer(path(), HEAD.length + 100);
    // The form is not closed within its length, and what follows is no request.
    expect(answer).not.toMatch(/^HTTP\/1\.1 2/);
    expect(sent).toBeLessThan(LIMIT + 64 * 1024 * 1024);
    expect(await storedFiles()).toEqual(before);
  });
});

it('a refusal without a credential is not the chance to send 2 GiB either', async () => {
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(PIECE));
    },
  });
  const response = await fetch(`${app.url}/api/v1/jobs`, {
    method: 'POST',
    headers: { authorization: 'Bearer nobody', 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body,
    duplex: 'half',
  });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: 'Unauthorized' });
});
