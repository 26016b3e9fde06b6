import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import { CLI, ragkeep, ragkeepProcess, type Said } from './cli.ts';
import type { Client } from './client.ts';
import { compileCache } from './support/compile-cache.ts';
import { tinyPdf } from './tiny-pdf.ts';

let app: TestApp;
let owner: Client;
let home: string;
let folder: string;
/** As after a login; no setting of a server, which a client does not need. */
let env: Record<string, string>;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant('Harbour');
  home = await mkdtemp(join(tmpdir(), 'ragkeep-client-'));
  folder = join(home, 'notes');
  env = { HOME: home };
  await mkdir(join(folder, 'deep/drafts'), { recursive: true });
  await writeFile(join(folder, 'ferry.md'), '# Ferry\n\nThe ferry leaves at seven in the morning.');
  await writeFile(join(folder, 'deep/pilot.pdf'), tinyPdf(['Ships longer than ninety metres take a pilot.']));
  await writeFile(join(folder, 'deep/drafts/x.md'), 'not yet');
  await writeFile(join(folder, '.hidden.md'), 'never');
  await writeFile(join(folder, 'empty.md'), '');
  await writeFile(join(folder, '.ragkeepignore'), '# not yet\ndrafts/\n');
});
afterAll(async () => {
  await rm(home, { recursive: true });
  await app.close();
});

const said = (words: string[], input = ''): Promise<Said> => ragkeepProcess(env, words, { input, cwd: home });

/** What a command that must succeed prints for machines. */
async function done(words: string[], input = '') {
  const { code, stdout, stderr } = await said([...words, '--json'], input);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe('ragkeep for a client', () => {
  it('logs in with a key that only its owner can read, and says who it is', async () => {
    const wrong = await said(['login', '--url', app.url, '--key-stdin'], 'rk_live_wrong\n');
    expect(wrong).toEqual({ code: 1, stdout: '', stderr: `${app.url} does not accept the key that was given.\n` });
    expect(await said(['whoami'])).toMatchObject({ code: 2, stderr: expect.stringContaining('ragkeep login') });

    const { code, stdout, stderr } = await said(['login', '--url', `${app.url}/`, '--key-stdin'], `${owner.key}\n`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Harbour');
    expect(stdout).not.toContain(owner.key);
    const file = join(home, '.config/ragkeep/config.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      profiles: { default: { url: app.url, key: owner.key } },
    });
    expect(await done(['whoami'])).toMatchObject({ url: app.url, type: 'key', tenant: { name: 'Harbour' } });
  });

  it('a profile’s key goes to its own server only', async () => {
    const elsewhere = await ragkeep({ ...env, RAGKEEP_URL: 'http://127.0.0.1:9' }, ['whoami']);
    expect(elsewhere).toMatchObject({ code: 2, stderr: expect.stringContaining('no key for http://127.0.0.1:9') });
    const other = await app.tenant('Other');
    const won = await ragkeep({ ...env, RAGKEEP_KEY: other.key ?? '' }, ['whoami', '--json']);
    expect(JSON.parse(won.stdout)).toMatchObject({ tenant: { name: 'Other' } });
  });

  it('brings a folder in, says what failed, and nothing twice', async () => {
    expect(await done(['projects', 'create', 'Pier notes'])).toMatchObject({ slug: 'pier-notes' });
    const first = await said(['ingest', 'pier-notes', 'notes']);
    expect(first.code).toBe(1);
    expect(first.stdout).toContain('added      notes/deep/pilot.pdf\n');
    expect(first.stdout).toMatch(/3 sources: 2 added, 0 unchanged, 1 failed\n {2}notes\/empty\.md: \S/);
    expect(first.stderr).toBe('');
    await rm(join(folder, 'empty.md'));
    await appendFile(join(folder, 'ferry.md'), '\n\nOn Sundays at nine.');
    const again = await done(['ingest', 'pier-notes', 'notes']);
    expect(again).toMatchObject({ added: 1, unchanged: 1, failed: 0 });

    const documents = await done(['documents', 'list', 'pier-notes']);
    const ids = documents.map(({ external_id }: { external_id: string }) => external_id).sort();
    expect(ids).toEqual(['notes/deep/pilot.pdf', 'notes/ferry.md']);
    const jobs = await done(['jobs', 'list', '--status', 'succeeded']);
    expect(jobs.length).toBe(4);
    expect((await said(['jobs', 'show', jobs[0].id, '--wait'])).stdout).toMatch(/Status +succeeded/);
  });

  it('finds, answers with citations below, and talks', async () => {
    const found = await said(['search', 'pier-notes', 'Who takes a pilot?', '--top-k', '1']);
    expect(found.stdout).toMatch(/^1\. .*, page 1 \(\d\.\d{3}\)\n {3}Ships longer/);
    const { stdout } = await said(['ask', 'pier-notes', 'When does the ferry leave?']);
    expect(stdout).toMatch(/seven[\s\S]*\n\n\[1\] Ferry\n {4}The ferry leaves/);
    const talk = await done(['ask', 'pier-notes'], 'When does the ferry leave?\nWho takes a pilot?\n');
    expect(talk).toHaveLength(2);
    expect(talk[0].conversation_id).toBe(talk[1].conversation_id);
  });

  it('makes, rotates and revokes keys, each shown once', async () => {
    const made = await done(['keys', 'create', '--name', 'CI', '--scopes', 'query', '--projects', 'pier-notes']);
    expect(made).toMatchObject({ scopes: ['query'], project_ids: [expect.any(String)] });
    const rotated = await said(['keys', 'rotate', made.id]);
    const [key = ''] = /rk_live_\w{32}/.exec(rotated.stdout) ?? [];
    expect((await app.client(made.raw_key).get('/auth/me')).status).toBe(401);
    expect((await app.client(key).get('/auth/me')).status).toBe(200);
    expect((await said(['keys'])).stdout).not.toContain(key);
    await done(['keys', 'revoke', made.id]);
    expect((await app.client(key).get('/auth/me')).status).toBe(401);
  });

  it('errors are one sentence', async () => {
    expect(await said(['documents', 'list', 'nowhere'])).toEqual({ code: 1, stdout: '', stderr: 'No such project\n' });
    const away = await ragkeep({ RAGKEEP_URL: 'http://127.0.0.1:9', RAGKEEP_KEY: 'k' }, ['projects']);
    expect(away).toMatchObject({ code: 1, stderr: 'No answer from http://127.0.0.1:9: bad port\n' });
    const misused = await said(['ingest', 'pier-notes']);
    expect(misused).toMatchObject({ code: 2, stderr: expect.stringContaining('sources: is missing') });
    const none = await said(['ingest', 'pier-notes', 'no-such-file']);
    expect(none).toMatchObject({ code: 1, stderr: 'no-such-file cannot be read: ENOENT\n' });
  });

  it('watches a folder: what is new comes in, what is gone goes, and Ctrl-C ends it', async () => {
    const words = ['ingest', 'pier-notes', 'notes', '--watch', '--delete'];
    const child = spawn(process.execPath, [CLI, ...words], {
      cwd: home,
      env: { NODE_COMPILE_CACHE: compileCache(), ...env },
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const until = async (wanted: string) => {
      for (let line = await lines.next(); !line.done; line = await lines.next()) {
        if (line.value.includes(wanted)) return;
      }
      expect.fail(`it ended before it said ${wanted}`);
    };
    await once(child.stderr, 'data'); // Watching
    await writeFile(join(folder, 'new.md'), 'Diesel is sold at the west quay.');
    await until('added      notes/new.md');
    await rm(join(folder, 'ferry.md'));
    await until('deleted    notes/ferry.md');
    const closed = once(child, 'close');
    child.kill('SIGINT');
    expect((await closed)[0]).toBe(0);
    const { body } = await owner.get('/projects/pier-notes/documents');
    const ids = body.data.map(({ external_id }: { external_id: string }) => external_id).sort();
    expect(ids).toEqual(['notes/deep/pilot.pdf', 'notes/new.md']);
  });

  it('deletes, and forgets its key', async () => {
    const [document] = await done(['documents', 'list', 'pier-notes']);
    await done(['documents', 'delete', 'pier-notes', document.id]);
    expect(await said(['projects', 'delete', 'pier-notes'])).toMatchObject({ code: 2 });
    await done(['projects', 'delete', 'pier-notes', '--yes']);
    expect(await done(['projects'])).toEqual([]);
    expect(await done(['logout'])).toEqual({ profile: 'default', forgotten: true });
    expect(await said(['whoami'])).toMatchObject({ code: 2 });
  });
});
