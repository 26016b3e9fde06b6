import { createHash, type Hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, type Pack, pack } from 'tar-stream';
import { OperatorError } from '../errors.ts';

/** The last member, as `sha256sum` writes and checks it: with it the archive is whole. */
const SUMS = 'SHA256SUMS';
/** Of gzip. Vectors hardly get smaller by trying harder; text does by a tenth, in three times the time. */
const LEVEL = 3;

export interface ArchiveWriter {
  add(name: string, bytes: Buffer): Promise<void>;
  /** Streams it. */
  addFile(name: string, path: string): Promise<void>;
}

export interface Member {
  name: string;
  content: AsyncIterable<Buffer>;
}

/**
 * Writes a compressed tar file that only its owner can read. It has its name when it is whole and on the disk; before, and if
 * `fill` fails, there is nothing of that name.
 *
 * @returns its size in bytes
 * @throws OperatorError when there is something of that name already
 */
export async function writeArchive(path: string, fill: (writer: ArchiveWriter) => Promise<void>): Promise<number> {
  await requireNew(path);
  const temporary = `${path}.${randomBytes(4).toString('hex')}.part`;
  const archive = pack();
  const file = createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true });
  const written = pipeline(archive, createGzip({ level: LEVEL }), file);
  try {
    await Promise.all([written, fillAndClose(archive, fill)]);
    await rename(temporary, path);
    return (await stat(path)).size;
  } catch (error) {
    archive.destroy();
    await written.catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Throws an OperatorError when there is something of that name, or no folder for it. */
export async function requireNew(path: string): Promise<void> {
  if (await exists(path)) throw new OperatorError(`${path} exists. Choose another name, or move it away.`);
  if (!(await exists(dirname(path)))) throw new OperatorError(`There is no folder ${dirname(path)}.`);
}

async function fillAndClose(archive: Pack, fill: (writer: ArchiveWriter) => Promise<void>): Promise<void> {
  let sums = '';
  const put = async (name: string, size: number, content: Iterable<Buffer> | AsyncIterable<Buffer>) => {
    const hash = createHash('sha256');
    await addMember(archive, { name, size }, content, hash);
    sums += sumOf(name, hash.digest('hex'));
  };
  await fill({
    add: (name, bytes) => put(name, bytes.length, [bytes]),
    async addFile(name, path) {
      const { size } = await stat(path);
      await put(name, size, createReadStream(path));
    },
  });
  const bytes = Buffer.from(sums);
  await addMember(archive, { name: SUMS, size: bytes.length }, [bytes]);
  archive.finalize();
}

async function addMember(
  archive: Pack,
  header: { name: string; size: number },
  content: Iterable<Buffer> | AsyncIterable<Buffer>,
  hash?: Hash,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const member = archive.entry({ ...header, mode: 0o600 }, (error) => (error ? reject(error) : resolve()));
  member.on('error', reject);
  const pour = async () => {
    for await (const chunk of content) {
      hash?.update(chunk);
      if (!member.write(chunk)) await once(member, 'drain');
    }
    member.end(null);
  };
  await Promise.all([pour(), promise]);
}

const sumOf = (name: string, hash: string): string => `${hash}  ${name}\n`;

/**
 * The members of an archive in their order, each to be read before the next. What is read can be used when all of it was: only the
 * end of the archive shows whether it is what was written.
 *
 * @throws OperatorError when it is damaged, or ends before its end
 */
export async function* readArchive(path: string): AsyncGenerator<Member> {
  if (!(await exists(path))) throw new OperatorError(`There is no file ${path}.`);
  const members = extract();
  // What fails on the way, fails the reading of `members`, too.
  pipeline(createReadStream(path), createGunzip(), members).catch(() => {});
  const sums = createHash('sha256');
  let isWhole = false;
  try {
    for await (const member of members) {
      if (isWhole) throw new Error('something follows the end');
      const { name } = member.header;
      const hash = createHash('sha256');
      const content = hashed(member as unknown as AsyncIterable<Buffer>, hash);
      if (name !== SUMS) yield { name, content };
      for await (const _ of content);
      const digest = hash.digest('hex');
      if (name !== SUMS) sums.update(sumOf(name, digest));
      else if (sums.digest('hex') === digest) isWhole = true;
      else throw new Error('it is not what was written');
    }
    if (!isWhole) throw new Error('its end is missing');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${path} is damaged or no backup: ${reason}.`, { cause: error });
  }
}

async function* hashed(stream: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
