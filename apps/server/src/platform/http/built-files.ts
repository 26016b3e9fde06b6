import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isCurrent, tagOf } from './etag.ts';

const compress = promisify(gzip);

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export interface BuiltFile {
  /** Answers with it, compressed where the browser takes that, or with 304 where it has it already. */
  send(request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

/**
 * The few small scripts and styles of a folder that a build writes, kept in memory with their compressed forms until they change.
 *
 * @param folder need not be there yet
 */
export function createBuiltFiles(folder: string): { find(name: string): Promise<BuiltFile | undefined> } {
  const kept = new Map<string, { time: number; file: BuiltFile }>();
  return {
    async find(name) {
      const path = join(folder, name);
      const time = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return undefined;
          throw error;
        },
      );
      if (time === undefined) return undefined;
      const known = kept.get(name);
      if (known?.time === time) return known.file;
      const file = await builtFile(await readFile(path), TYPES[extname(name)] ?? 'application/octet-stream');
      kept.set(name, { time, file });
      return file;
    },
  };
}

async function builtFile(content: Buffer, type: string): Promise<BuiltFile> {
  const compressed = await compress(content, { level: 9 });
  const hash = tagOf(content);
  return {
    send(request, reply) {
      const isCompressed = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
      // RFC 9110, section 8.8.3: another encoding is another representation, with a tag of its own.
      const etag = `"${hash}${isCompressed ? '-gzip' : ''}"`;
      reply.header('etag', etag).header('vary', 'Accept-Encoding');
      if (isCurrent(request.headers['if-none-match'], etag)) return reply.code(304).send();
      reply.type(type);
      if (!isCompressed) return reply.send(content);
      return reply.header('content-encoding', 'gzip').send(compressed);
    },
  };
}
