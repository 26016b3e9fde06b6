import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUrl, connect } from './connection.ts';
import { readProfiles, writeProfiles } from './profiles.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ragkeep-profiles-'));
});
afterAll(() => rm(home, { recursive: true }));

describe('profiles', () => {
  it('are kept for their owner alone, where the system says', async () => {
    const env = { HOME: '/nowhere', XDG_CONFIG_HOME: join(home, 'xdg') };
    expect(await readProfiles(env)).toEqual({});
    const profiles = { default: { url: 'http://a', key: 'k' } };
    const path = await writeProfiles(env, profiles);
    expect(path).toBe(join(home, 'xdg/ragkeep/config.json'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700);
    expect(await readProfiles(env)).toEqual(profiles);
  });

  it('that are damaged are said to be, without what is in them', async () => {
    await mkdir(join(home, '.config/ragkeep'), { recursive: true });
    await writeFile(join(home, '.config/ragkeep/config.json'), '{"profiles":{"default":{"key":"rk_live_secret"');
    const error: unknown = await readProfiles({ HOME: home }).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('is damaged');
    expect(String(error)).not.toContain('secret');
    expect(await readFile(join(home, '.config/ragkeep/config.json'), 'utf8')).toContain('secret');
  });
});

describe('where a command goes, and with which key', () => {
  const env = () => ({ XDG_CONFIG_HOME: join(home, 'where') });
  beforeAll(async () => {
    await writeProfiles(env(), {
      default: { url: 'http://a', key: 'key-a' },
      work: { url: 'https://b/below', key: 'key-b' },
    });
  });

  it.each([
    ['the default profile', {}, {}, 'http://a', 'of the profile “default”'],
    ['another profile', {}, { profile: 'work' }, 'https://b/below', 'of the profile “work”'],
    ['the same address, typed', {}, { url: 'http://a/' }, 'http://a', 'of the profile “default”'],
    ['the environment', { RAGKEEP_URL: 'http://c', RAGKEEP_KEY: 'c' }, {}, 'http://c', 'in RAGKEEP_KEY'],
    ['a key of the environment', { RAGKEEP_KEY: 'c' }, {}, 'http://a', 'in RAGKEEP_KEY'],
    [
      'a profile that is named, above the environment',
      { RAGKEEP_URL: 'http://c', RAGKEEP_KEY: 'c' },
      { profile: 'work' },
      'https://b/below',
      'of the profile “work”',
    ],
  ])('%s', async (_what, more, target, url, keyIsFrom) => {
    expect(await connect({ ...env(), ...more }, target)).toMatchObject({ url, keyIsFrom });
  });

  it.each([
    ['a typed address', {}, { url: 'http://c' }],
    ['an address of the environment', { RAGKEEP_URL: 'http://c' }, {}],
    ['a typed one, beside a profile', {}, { url: 'http://c', profile: 'work' }],
    ['the same host without TLS', {}, { url: 'http://b/below', profile: 'work' }],
  ])('%s never gets a profile’s key', async (_what, more, target) => {
    await expect(connect({ ...env(), ...more }, target)).rejects.toThrow('There is no key for http');
  });

  it('a profile that is none is said to be', async () => {
    await expect(connect(env(), { profile: 'none' })).rejects.toThrow('There is no profile “none”');
  });

  it('an address is one of a server', () => {
    expect(cleanUrl('https://a.example/x//')).toBe('https://a.example/x');
    expect(() => cleanUrl('ftp://a')).toThrow('no address');
    expect(() => cleanUrl('a')).toThrow('no address');
  });
});
