import type { Readable } from 'node:stream';

/** Far more than any command or its secret takes. */
const LONGEST_LINE = 1024 * 1024;

/** The first line of a stream, without its end; null when there is none or it is too long. */
export async function readLine(stream: Readable, longest = LONGEST_LINE): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    const done = (line: string | null) => {
      stream.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd).pause();
      resolve(line);
    };
    const text = () => Buffer.concat(chunks).toString('utf8');
    const onData = (chunk: Buffer) => {
      const end = chunk.indexOf(10);
      chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
      length += chunk.length;
      if (length > longest) done(null);
      else if (end >= 0) done(text());
    };
    const onEnd = () => done(length > 0 ? text() : null);
    stream.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  });
}
