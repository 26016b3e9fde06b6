import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { deriveKey } from '@ragkeep/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askServer } from '../src/operator/socket-client.ts';
import { socketPath } from '../src/operator/socket-path.ts';
import { listenForOperator } from '../src/operator/socket-server.ts';
import { lockFolder } from '../src/platform/db/embedded/lock.ts';
import { startTestApp, type TestApp } from './app.ts';
import { ragkeep } from './cli.ts';

let app: TestApp;
let path: string;
let hangUp: () => Promise<void>;
beforeAll(async () => {
  app = await startTestApp({ OIDC_ISSUER: 'https://people.example', OIDC_AUDIENCE: 'ragkeep' });
  path = socketPath(app.dataDir) ?? '';
  await writeFile(path, ''); // as a process that was killed leaves something behind
  hangUp = await listenForOperator(app.dataDir, app.operating);
});
afterAll(async () => {
  await hangUp();
  await app.close();
});

/** What the server's answer is, as the command line gets it. */
async function ask(command: string, typed: Record<string, string>): Promise<Record<string, unknown>> {
  const reply = await askServer(path, { command, typed });
  if (!reply?.ok) throw new Error(reply?.message);
  return reply.output as Record<string, unknown>;
}

/** Sends the bytes and gives all that comes back. */
async function send(bytes: string): Promise<string> {
  const socket = connect(path);
  socket.end(bytes);
  return text(socket);
}

describe('the operator’s socket', () => {
  it('opens for its own user only, whatever lay there before', async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(path)).isSocket()).toBe(true);
  });

  it('answers nonsense with a sentence or not at all, and goes on', async () => {
    expect(JSON.parse(await send('{"command":"rm -rf"}\n'))).toMatchObject({ ok: false });
    expect(JSON.parse(await send('not json\n'))).toMatchObject({ ok: false });
    expect(JSON.parse(await send('{"command":"tenants create","typed":{"name":7}}\n'))).toMatchObject({ ok: false });
    expect(JSON.parse(await send('{"command":"tenants create","typed":{"__proto__":{"a":1}}}\n'))).toMatchObject({
      ok: false,
    });
    expect(await send('')).toBe('');
    expect(JSON.parse(await send('{"command":"tenants list","typed":{}}\n'))).toMatchObject({ ok: true });
  });

  it('tells a derived key from its parent', async () => {
    const { api_key } = await ask('tenants create', { name: 'Derived', email: 'd@example.com' });
    const key = await deriveKey(String(api_key), { expiresAt: new Date(Date.now() + 600_000), scopes: ['query'] });
    expect(await ask('keys verify', { key })).toMatchObject({ verdict: 'valid', derived: true, scopes: ['query'] });
  });

  it('links an organisation to one tenant, and to no second', async () => {
    const { tenant_id } = await ask('tenants create', { name: 'One', email: 'o@example.com' });
    const other = await ask('tenants create', { name: 'Two', email: 'o@example.com' });
    const link = (tenant: unknown) => ask('organisations link', { organisation: 'org_1', tenant: String(tenant) });
    expect(await link(tenant_id)).toEqual({ issuer: 'https://people.example', organisation: 'org_1', tenant_id });
    await expect(link(other.tenant_id)).rejects.toThrow('belongs to another tenant');
  });

  it('carries keys and passwords that reach no log', async () => {
    const made = await ask('tenants create', { name: 'Canary', email: 'c@example.com' });
    const [api_key, tenant_id] = [String(made.api_key), String(made.tenant_id)];
    await ask('keys verify', { key: api_key });
    await ask('keys verify', { key: `${api_key}x` });
    const person = { tenant: tenant_id, email: 'c@example.com', role: 'owner' };
    await ask('members create', { ...person, password: 'the canary’s password' });
    const invited = await ask('members create', { ...person, email: 'd@example.com' });
    const token = /token=(\S+)/.exec(String(invited.invitation))?.[1] ?? '';
    expect(token).not.toBe('');
    for (const secret of [api_key, 'the canary’s password', token]) expect(app.logged()).not.toContain(secret);
  });

  it('has each command wait for its answer when the server stops', async () => {
    const slow = Array.from({ length: 5 }, () =>
      askServer(path, { command: 'tenants create', typed: { name: 'Late', email: 'l@example.com' } }),
    );
    const [first] = await Promise.all([slow[0], Promise.all(slow)]);
    expect(first).toMatchObject({ ok: true });
    await hangUp();
    expect(await askServer(path, { command: 'tenants list', typed: {} })).toBeNull();
    hangUp = await listenForOperator(app.dataDir, app.operating);
    expect(await askServer(path, { command: 'tenants list', typed: {} })).toMatchObject({ ok: true });
  });

  it('is told plainly where there can be none', async () => {
    const root = await mkdtemp(join(tmpdir(), 'ragkeep-long-'));
    const long = join(root, 'x'.repeat(100));
    await mkdir(join(long, 'postgres'), { recursive: true });
    await writeFile(join(long, 'secret'), 's');
    const unlock = lockFolder(long); // as a running server does
    try {
      expect(socketPath(long)).toBeNull();
      const { code, stderr } = await ragkeep({ DATA_DIR: long }, ['tenants']);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Stop the server first') });
      await (await listenForOperator(long, app.operating))();
      expect(app.logged()).toContain('cannot talk to this server');
    } finally {
      unlock();
      await rm(root, { recursive: true });
    }
  });
});
