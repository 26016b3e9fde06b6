import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFiles, FileTooLargeError } from './files.ts';
import { uuidv7 } from './ids.ts';

const tenant = uuidv7();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragkeep-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

it('gives back what was written, and its hash', async () => {
  const files = createFiles(folder);
  const { id, bytes, sha256 } = await files.write(tenant, chunks('hello ', 'world'), 100);
  expect([(await files.read(tenant, id)).toString(), bytes]).toEqual(['hello world', 11]);
  expect(sha256.toString('hex')).toBe('b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9');
});

it('stops at the limit, whatever was announced, and leaves nothing', async () => {
  const files = createFiles(folder);
  let taken = 0;
  async function* endless() {
    for (;;) {
      taken += 1;
      yield Buffer.alloc(1000);
    }
  }
  await expect(files.write(tenant, endless(), 10_000)).rejects.toThrow(FileTooLargeError);
  expect(taken).toBeLessThan(200);
  expect(await readdir(join(folder, tenant))).toEqual([]);
});

it('leaves nothing of a source that breaks off', async () => {
  const files = createFiles(folder);
  async function* broken() {
    yield Buffer.from('half');
    throw new Error('hung up');
  }
  await expect(files.write(tenant, broken(), 100)).rejects.toThrow('hung up');
  expect(await readdir(join(folder, tenant))).toEqual([]);
});

it('deletes twice without harm, and never follows a path', async () => {
  const files = createFiles(folder);
  const { id } = await files.write(tenant, chunks('x'), 10);
  await files.delete(tenant, [id]);
  await files.delete(tenant, [id]);
  await files.deleteAll(tenant);
  await files.deleteAll(tenant);
  await expect(async () => files.read(tenant, '../secret')).rejects.toThrow('ids only');
  await expect(async () => files.deleteAll('..')).rejects.toThrow('ids only');
});
