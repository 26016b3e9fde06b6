import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from '../src/operator/doctor/database.ts';
import { checkNode, diagnose } from '../src/operator/doctor/index.ts';
import { ragkeep } from './cli.ts';

let dataDir: string;
/** A program that is neither a mail server nor ours. */
let stranger: Server;
let strangerPort: number;
/** An endpoint that takes one key and lists one model. */
let endpoint: ReturnType<typeof createHttpServer>;
let endpointUrl: string;
/** Where nobody listens. */
let nowhere: string;

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ragkeep-doctor-'));
  stranger = createServer((socket) => socket.on('error', () => {}).end('hello\r\n'));
  endpoint = createHttpServer((request, response) => {
    response.statusCode = request.headers.authorization === 'Bearer right' ? 200 : 401;
    response.end(JSON.stringify({ data: [{ id: 'model-a' }], issuer: 'https://elsewhere.example' }));
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  strangerPort = portOf(stranger);
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  nowhere = `127.0.0.1:${portOf(gone)}`;
  await new Promise<unknown>((resolve) => gone.close(resolve));
  endpointUrl = `http://127.0.0.1:${portOf(endpoint)}`;
});
afterAll(async () => {
  stranger.close();
  endpoint.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** What the doctor finds wrong in a set-up, as `level subject: text`. */
async function complaints(env: Record<string, string>): Promise<string[]> {
  const found = await diagnose({ DATA_DIR: dataDir, PORT: '0', ...env });
  for (const { level, advice } of found) expect(advice === null).toBe(level === 'ok');
  return found.filter(({ level }) => level !== 'ok').map(({ level, subject, text }) => `${level} ${subject}: ${text}`);
}

// No database takes part, so once is enough.
describe.runIf(process.env.TEST_DATABASE === 'embedded')('the doctor', () => {
  it('finds nothing wrong in a new set-up, and changes nothing', async () => {
    const fresh = join(dataDir, 'fresh');
    expect(await complaints({ DATA_DIR: fresh })).toEqual([]);
    await expect(chmod(fresh, 0o700)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('names wrong settings', async () => {
    const [found] = await complaints({ PORT: 'eighty' });
    expect(found).toMatch(/^problem Settings: .*PORT/s);
  });

  it('finds a secret that others may read, a folder that they may look into, and a file for a folder', async () => {
    const open = join(dataDir, 'open');
    await mkdir(open);
    await chmod(open, 0o755);
    await writeFile(join(open, 'secret'), 'x'.repeat(43), { mode: 0o644 });
    expect(await complaints({ DATA_DIR: open })).toEqual([
      `warning DATA_DIR: others on this machine may look into ${open}`,
      `problem Secret: others on this machine may read ${join(open, 'secret')}`,
    ]);
    const [found] = await complaints({ DATA_DIR: join(open, 'secret') });
    expect(found).toContain('is no folder');
  });

  it('finds a secret that is gone', async () => {
    const bare = join(dataDir, 'bare');
    await mkdir(join(bare, 'postgres'), { recursive: true, mode: 0o700 });
    const found = await complaints({ DATA_DIR: bare, DATABASE_URL: '' });
    expect(found.join('\n')).toContain('problem Secret: there is a database but no');
  });

  it('finds a database that does not answer, and keeps its password to itself', async () => {
    const url = `postgres://me:hush-hush@${nowhere}/db`;
    const found = await complaints({ DATABASE_URL: url, RAGKEEP_SECRET: 's'.repeat(32) });
    expect(found).toEqual([
      expect.stringContaining(`problem Database: The database at ${nowhere}/db cannot be opened`),
    ]);
    expect(found.join()).not.toContain('hush-hush');
  });

  it('finds another program at its port', async () => {
    const found = await complaints({ PORT: String(strangerPort) });
    expect(found).toEqual([`problem Address: another program listens on 127.0.0.1:${strangerPort}`]);
  });

  it('finds a server that is open to everybody', async () => {
    expect(await complaints({ HOST: '0.0.0.0', REGISTRATION: 'open' })).toEqual([
      'warning Registration: whoever reaches 0.0.0.0 can make a tenant',
      expect.stringContaining('warning Exposure: 0.0.0.0 is reached from other machines'),
    ]);
    const behind = { TRUSTED_PROXIES: '10.0.0.1/32', PUBLIC_URL: 'https://rag.example' };
    expect(await complaints({ HOST: '0.0.0.0', ...behind })).toEqual([]);
  });

  it('finds model endpoints that are away, refuse the key or lack the model', async () => {
    const llm = { LLM_BASE_URL: endpointUrl, LLM_MODEL: 'model-a' };
    expect(await complaints({ ...llm, LLM_API_KEY: 'wrong' })).toEqual([
      `problem Language model: ${endpointUrl} refuses the key`,
    ]);
    expect(await complaints({ ...llm, LLM_API_KEY: 'right' })).toEqual([]);
    expect(await complaints({ ...llm, LLM_API_KEY: 'right', LLM_MODEL: 'model-b' })).toEqual([
      `warning Language model: ${endpointUrl} does not list the model model-b`,
    ]);
    expect(await complaints({ EMBEDDING_BASE_URL: `http://${nowhere}/v1`, EMBEDDING_MODEL: 'm' })).toEqual([
      `problem Encoder: http://${nowhere}/v1 cannot be reached: ECONNREFUSED`,
    ]);
  });

  it('finds a mail server that is none, without its password', async () => {
    const SMTP_URL = `smtp://me:hush-hush@127.0.0.1:${strangerPort}`;
    const found = await complaints({ SMTP_URL, MAIL_FROM: 'a@example.com' });
    expect(found).toEqual([expect.stringContaining('problem Mail: 127.0.0.1:')]);
    expect(found.join()).not.toContain('hush-hush');
  });

  it('finds an identity provider that is away', async () => {
    const found = await complaints({ OIDC_ISSUER: `http://${nowhere}`, OIDC_AUDIENCE: 'us' });
    expect(found).toEqual([expect.stringContaining(`problem Identity provider: http://${nowhere}/.well-known`)]);
  });

  it('judges versions and clocks', () => {
    const levels = (facts: Partial<Parameters<typeof findings>[0]>) =>
      findings({
        description: 'PostgreSQL 17.2 (server)',
        migrated: true,
        extensions: { vector: '0.8.0', pg_textsearch: '1.5.1' },
        skewMs: 20,
        ...facts,
      })
        .filter(({ level }) => level !== 'ok')
        .map(({ level, subject }) => `${level} ${subject}`);
    expect(levels({})).toEqual([]);
    expect(levels({ description: 'PostgreSQL 14.9 (server)' })).toEqual(['problem Database']);
    expect(levels({ migrated: false })).toEqual(['warning Schema']);
    expect(levels({ extensions: { pg_textsearch: '1' } })).toEqual(['problem pgvector']);
    expect(levels({ extensions: { vector: '0.6.2', pg_textsearch: '1' } })).toEqual(['problem pgvector']);
    expect(levels({ extensions: { vector: '1.0.0' } })).toEqual(['warning pg_textsearch']);
    expect(levels({ skewMs: 6_000 })).toEqual(['warning Clock']);
    expect(checkNode('22.19.0').level).toBe('problem');
    expect(checkNode('24.0.0').level).toBe('ok');
  });

  it('ends with 1 where there is a problem and with 0 where there is none', async () => {
    const healthy = await ragkeep({ DATA_DIR: dataDir, PORT: '0' }, ['doctor', '--json']);
    expect(healthy.code).toBe(0);
    expect(JSON.parse(healthy.stdout)).toContainEqual(expect.objectContaining({ subject: 'Node.js', level: 'ok' }));
    const ill = await ragkeep({ DATA_DIR: dataDir, PORT: String(strangerPort) }, ['doctor']);
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/PROBLEM {2}Address: .*\n +→ Stop it/);
  });
});
