import { ReadableStream } from 'node:stream/web';
import { attachment } from './content-disposition.ts';

/** A file to be saved, sent as its texts come about. */
export function download(
  texts: AsyncIterable<string> | Iterable<string>,
  { contentType, name, extension }: { contentType: string; name: string; extension: string },
): Response {
  return new Response(ReadableStream.from(asBytes(texts)), {
    headers: { 'content-type': contentType, 'content-disposition': attachment(name, extension) },
  });
}

async function* asBytes(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}
