import { ALL_ROUTES, type RouteDefinition } from '@ragkeep/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/platform/ids.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';

/* Lines of the part "Credentials" of the list of attacks that are tried on every route of the contract. */

let app: TestApp;
let owner: Client;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const WRITING = ALL_ROUTES.filter(({ method, body }) => (method === 'POST' || method === 'PATCH') && body);
const filled = ({ path }: RouteDefinition) => path.replace(/:\w+/g, () => uuidv7());
const named = (routes: readonly RouteDefinition[]) => routes.map((route) => [route.id, route] as const);

describe('mass assignment', () => {
  const FIELDS = {
    tenant_id: uuidv7(),
    user_id: uuidv7(),
    owner_id: uuidv7(),
    id: uuidv7(),
    is_active: true,
    is_admin: true,
    plan: 'business',
    role: 'owner',
    created_by: uuidv7(),
    created_at: '2020-01-01T00:00:00Z',
    revoked_at: null,
    password_hash: 'x',
    status: 'active',
  };
  /** Where a field of that name is the caller's to say. */
  const ALLOWED: Record<string, string[]> = {
    login: ['tenant_id'],
    createMember: ['role'],
    inviteMember: ['role'],
    updateMember: ['role', 'status'],
    revokeApiKeys: ['created_by'],
    updateWebhook: ['is_active'],
    updateEmbed: ['is_active'],
    createConversation: ['user_id'],
    createThread: ['user_id'],
    createMemories: ['user_id'],
    queryMemory: ['user_id'],
    queryAgent: ['user_id'],
  };
  /** What a body must hold for its other fields to be looked at. */
  const NEEDED: Record<string, object> = { createCredential: { kind: 'bearer' } };

  /** Clients of OpenAI's API send much that is ignored here, these fields among it. */
  const OURS = WRITING.filter(({ errorShape }) => errorShape !== 'openai');

  it.each(named(OURS))('%s refuses what is not the caller’s to set, by its name', async (id, route) => {
    for (const [field, value] of Object.entries(FIELDS)) {
      if (ALLOWED[id]?.includes(field)) continue;
      const { status, body } = await owner.send(route.method, filled(route), { ...NEEDED[id], [field]: value });
      expect(status, field).toBe(400);
      expect(
        body.details.issues.map(({ path }: { path: string }) => path),
        field,
      ).toContain(field);
    }
  });

  it.each(named(ALL_ROUTES.filter(({ method, body, multipart }) => method === 'POST' && !body && !multipart)))(
    '%s takes no body at all',
    async (_, route) => {
      const { status } = await owner.send(route.method, filled(route), { tenant_id: uuidv7() });
      expect(status).toBe(400);
    },
  );
});

describe('`__proto__`, `constructor` in bodies and metadata', () => {
  const POISON = ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}'];

  it.each(named(WRITING))('%s → 400', async (_, route) => {
    for (const text of [...POISON, `{"metadata":${POISON[0]}}`, `[${POISON[0]}]`]) {
      expect((await owner.send(route.method, filled(route), text)).status, text).toBe(400);
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('in metadata of whatever has some, and in the query string', async () => {
    const project = (await owner.post('/projects', { name: 'M' })).body.id;
    for (const key of ['"__proto__"', '"\\u005f_proto__"', '"constructor"', '"prototype"']) {
      for (const [path, rest] of [
        ['/projects', '"name":"x",'],
        ['/users', ''],
        ['/conversations', ''],
        ['/api-keys', '"name":"x",'],
        [`/projects/${project}/ingest`, '"text":"x",'],
      ]) {
        const { status } = await owner.post(path ?? '', `{${rest}"metadata":{${key}:"polluted"}}`);
        expect(status, `${path} ${key}`).toBe(400);
      }
    }
    for (const query of ['__proto__[polluted]=1', '__proto__.polluted=1', 'constructor[prototype][polluted]=1']) {
      expect((await owner.get(`/projects?${query}`)).status, query).toBe(400);
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('key in the query string', () => {
  it.each(named(ALL_ROUTES.filter(({ method }) => method === 'GET')))(
    '%s → 400, and it is not said back',
    async (_, route) => {
      const key = owner.key ?? '';
      for (const query of [`api_key=${key}`, `X-API-KEY=${key}`, `access_token=x`, `note=${key}`, `${key}=1`]) {
        for (const client of [app.client(), owner]) {
          const { status, text } = await client.get(`${filled(route)}?${query}`);
          expect(status, query).toBe(400);
          expect(text).not.toContain(key);
        }
      }
      expect(app.logged()).not.toContain(key);
    },
  );
});

it('all routes that write JSON were tried', () => {
  expect(WRITING.length).toBeGreaterThan(25);
});
