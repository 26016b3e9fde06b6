import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deploymentSecrets, forgetPreviousSecret, keptSecrets, renewKeptSecret } from './kept-secret.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragkeep-secret-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('is made once, is for its owner only, and is the same for all who ask at once', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => keptSecrets(folder)));
  expect(new Set(made.map(([secret]) => secret)).size).toBe(1);
  expect(made[0]).toHaveLength(1);
  expect(made[0]?.[0]?.length).toBeGreaterThanOrEqual(43);
  expect((await stat(join(folder, 'secret'))).mode & 0o077).toBe(0);
  expect(await readdir(folder)).toEqual(['secret']);
});

it('is renewed once, and stays as the previous one until that is forgotten', async () => {
  const [before] = await keptSecrets(folder);
  const [present, ...previous] = await renewKeptSecret(folder);
  expect(previous).toEqual([before]);
  expect(present).not.toBe(before);
  expect((await stat(join(folder, 'secret.previous'))).mode & 0o077).toBe(0);
  // Begun again after it was broken off, it is the same renewal.
  expect(await renewKeptSecret(folder)).toEqual([present, before]);
  expect(await keptSecrets(folder)).toEqual([present, before]);
  await forgetPreviousSecret(folder);
  expect(await keptSecrets(folder)).toEqual([present]);
  expect(await readdir(folder)).toEqual(['secret']);
});

it('is renewed as well where a crash left it as its own previous one', async () => {
  const [before] = await keptSecrets(folder);
  await writeFile(join(folder, 'secret.previous'), before);
  expect(await keptSecrets(folder)).toEqual([before]);
  const [present, ...previous] = await renewKeptSecret(folder);
  expect(previous).toEqual([before]);
  expect(present).not.toBe(before);
});

it('gives way to the setting, and former ones are taken from both', async () => {
  const [kept] = await renewKeptSecret(folder);
  const settings = { secret: undefined, previousSecrets: ['one of before'], dataDir: folder };
  expect((await deploymentSecrets(settings)).headers).toHaveLength(3);
  const set = await deploymentSecrets({ ...settings, secret: 'the setting', previousSecrets: [kept] });
  expect(set.headers).toHaveLength(2);
});
