import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isUuid, uuidv7 } from './ids.ts';

/** The file's stream went over the limit. */
export class FileTooLargeError extends Error {
  override name = 'FileTooLargeError';
}

/** Uploaded and fetched sources, one file each, below a folder of their tenant. */
export interface Files {
  /** Streams to disk, never held whole in memory; throws a FileTooLargeError and leaves nothing beyond `maxBytes`. */
  write(
    tenantId: string,
    source: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ id: string; bytes: number; sha256: Buffer }>;
  read(tenantId: string, id: string): Promise<Buffer>;
  /** Where it lies, for a process that reads it by itself. */
  path(tenantId: string, id: string): string;
  /** What is not there any more counts as deleted. */
  delete(tenantId: string, ids: string[]): Promise<void>;
  deleteAll(tenantId: string): Promise<void>;
}

export function createFiles(folder: string): Files {
  const folderOf = (tenantId: string) => join(folder, checked(tenantId));
  const pathOf = (tenantId: string, id: string) => join(folderOf(tenantId), checked(id));
  return {
    async write(tenantId, source, maxBytes) {
      for (const level of [folder, folderOf(tenantId)]) await makeFolder(level);
      const id = uuidv7();
      const path = pathOf(tenantId, id);
      const hash = createHash('sha256');
      let bytes = 0;
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          bytes += chunk.length;
          hash.update(chunk);
          if (bytes > maxBytes) done(new FileTooLargeError(`over ${maxBytes} bytes`));
          else done(null, chunk);
        },
      });
      try {
        await pipeline(source, count, createWriteStream(path, { mode: 0o600, flush: true }));
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      return { id, bytes, sha256: hash.digest() };
    },
    read: (tenantId, id) => readFile(pathOf(tenantId, id)),
    path: pathOf,
    async delete(tenantId, ids) {
      for (const id of ids) await rm(pathOf(tenantId, id), { force: true });
    },
    deleteAll: (tenantId) => rm(folderOf(tenantId), { recursive: true, force: true }),
  };
}

/** Ids are ours, but a path is never made from what was not looked at. */
function checked(id: string): string {
  if (!isUuid(id)) throw new Error('a file is named by ids only');
  return id;
}

/** Not with `recursive`, which tells of a read-only disk as of a folder that is not there. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
