import { PassThrough, pipeline as pipe, type Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { joinBytes } from '../bytes.ts';
import { SafeFetchError } from './errors.ts';

/** What `readBody` can undo, for the request's Accept-Encoding. */
export const ACCEPT_ENCODING = 'gzip, br';

const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['br', createBrotliDecompress],
  // Not asked for, since servers disagree on what it means; this is what RFC 9110 §8.4.1.2 says.
  ['deflate', createInflate],
]);

/**
 * The decoded body. Bytes are counted as they arrive and again as they are decoded, so neither a false Content-Length nor a
 * small body that unpacks to a huge one takes more than `maxBytes` of memory.
 *
 * @throws SafeFetchError `too_large`, `unreachable` for an encoding that cannot be read; and the streams' own errors
 */
export async function readBody(
  { body, headers }: Dispatcher.ResponseData,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (Number(headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
  const decoder = createDecoder(String(headers['content-encoding'] ?? ''));
  return pipeline(body, atMost(maxBytes), decoder, atMost(maxBytes), concat, { signal });
}

/**
 * The decoded body as it comes in, counted as in {@link readBody}; what that throws, the stream fails with.
 *
 * @param ended called once nothing more comes: it was read to its end, failed, or was destroyed
 * @throws SafeFetchError for an encoding that cannot be read
 */
export function openBody({ body, headers }: Dispatcher.ResponseData, maxBytes: number, ended: () => void): Readable {
  const decoder = createDecoder(String(headers['content-encoding'] ?? ''));
  return pipe(body, atMost(maxBytes), decoder, atMost(maxBytes), ended) as unknown as Readable;
}

function atMost(maxBytes: number) {
  return async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let size = 0;
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  };
}

function createDecoder(contentEncoding: string): Transform {
  const name = contentEncoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return new PassThrough();
  const create = DECODERS.get(name);
  if (create !== undefined) return create();
  throw new SafeFetchError('unreachable', 'The server sent its answer in an encoding that cannot be read.');
}

async function concat(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return joinBytes(chunks);
}

function tooLarge(maxBytes: number): SafeFetchError {
  const limitText = maxBytes >= 1_000_000 ? `${Math.floor(maxBytes / 1_000_000)} MB` : `${maxBytes} bytes`;
  return new SafeFetchError('too_large', `What the URL leads to is larger than the ${limitText} allowed.`);
}
