import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { addMember, keyOf, newEmail, PASSWORD, peopledTenant } from './people.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const appoint = async (by: Client, role: string): Promise<string> => {
  const { status, body } = await by.post('/members', { email: newEmail(), password: PASSWORD, role });
  return status === 201 ? role : body.code;
};

describe('who may manage members', () => {
  it('RX-9: admins manage members and keys; members and viewers do not', async () => {
    const { key, owner } = await peopledTenant(app);
    const admin = await addMember(app, owner.client, 'admin');
    expect((await admin.client.post('/api-keys', { name: 'n8n' })).status).toBe(201);
    expect(await appoint(admin.client, 'viewer')).toBe('viewer');
    for (const role of ['member', 'viewer']) {
      const { client } = await addMember(app, key, role);
      const refused = [
        await client.post('/api-keys', { name: 'n8n' }),
        await client.post('/members', { email: newEmail(), password: PASSWORD, role: 'viewer' }),
        await client.post('/members/invites', { email: newEmail(), role: 'viewer' }),
        await client.patch(`/members/${admin.id}`, { role: 'viewer' }),
        await client.delete(`/members/${admin.id}`),
        await client.delete(`/members/${admin.id}/second-factor`),
      ];
      expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
        refused.map(() => [403, 'insufficient_scope']),
      );
      expect(refused[0]?.body.details).toEqual({ required_scope: 'keys:write', role });
      expect((await client.get('/members')).status).toBe(200);
    }
  });

  it('an admin neither becomes nor makes nor undoes an owner, nor does a key of theirs', async () => {
    const { key, owner } = await peopledTenant(app);
    const second = await addMember(app, key, 'owner');
    const admin = await addMember(app, key, 'admin');
    for (const client of [admin.client, await keyOf(app, admin, ['tenant:admin'])]) {
      const refused = [
        await client.post('/members', { email: newEmail(), password: PASSWORD, role: 'owner' }),
        await client.post('/members/invites', { email: newEmail(), role: 'owner' }),
        await client.patch(`/members/${admin.id}`, { role: 'owner' }),
        await client.patch(`/members/${second.id}`, { role: 'viewer' }),
        await client.patch(`/members/${second.id}`, { first_name: 'Mallory' }),
        await client.patch(`/members/${second.id}`, { status: 'disabled' }),
        await client.delete(`/members/${second.id}`),
        await client.delete(`/members/${second.id}/second-factor`),
      ];
      expect(refused.map(({ status, body }) => [status, body.code])).toEqual(refused.map(() => [403, 'role_exceeded']));
      expect(refused[0]?.body.details).toEqual({ role: 'owner' });
    }
    for (const client of [owner.client, await keyOf(app, owner, ['tenant:admin']), key]) {
      expect(await appoint(client, 'owner')).toBe('owner');
    }
  });

  it('a key appoints to no role that may do more than the key', async () => {
    const { key } = await peopledTenant(app);
    const scopesOf = async (role: string): Promise<string[]> =>
      (await (await addMember(app, key, role)).client.get('/auth/me')).body.scopes;
    const making = async (scopes: string[]) =>
      app.client((await key.post('/api-keys', { name: 'HR', scopes: [...scopes, 'members:write'] })).body.raw_key);
    const [little, viewer, member] = [
      await making(['members:write']),
      await making(await scopesOf('viewer')),
      await making([...(await scopesOf('member')), 'tenant:read']), // which viewers have and members lack
    ];
    const outcome = async (client: Client) => {
      const roles = [];
      for (const role of ['viewer', 'member', 'admin', 'owner']) roles.push(await appoint(client, role));
      return roles;
    };
    const no = 'role_exceeded';
    expect(await outcome(little)).toEqual([no, no, no, no]);
    expect(await outcome(viewer)).toEqual(['viewer', no, no, no]);
    expect(await outcome(member)).toEqual(['viewer', 'member', no, no]);
    const { id } = await addMember(app, key, 'viewer');
    expect((await viewer.patch(`/members/${id}`, { role: 'member' })).body.code).toBe(no);
    await key.patch(`/members/${id}`, { role: 'member' });
    expect((await viewer.delete(`/members/${id}`)).body.code).toBe(no);
    expect((await member.delete(`/members/${id}`)).status).toBe(204);
  });

  it('a key limited to a project has nothing to do with members', async () => {
    const { key, owner } = await peopledTenant(app);
    const project = (await key.post('/projects', { name: 'P' })).body.id;
    const input = { name: 'Limited', scopes: ['tenant:admin'], project_ids: [project] };
    const limited = app.client((await key.post('/api-keys', input)).body.raw_key);
    const refused = [
      await limited.get('/members'),
      await limited.get(`/members/${owner.id}`),
      await limited.post('/members', { email: newEmail(), password: PASSWORD, role: 'viewer' }),
      await limited.post('/members/invites', { email: newEmail(), role: 'viewer' }),
      await limited.post(`/members/${owner.id}/invite`),
      await limited.patch(`/members/${owner.id}`, { first_name: 'x' }),
      await limited.delete(`/members/${owner.id}`),
      await limited.delete(`/members/${owner.id}/second-factor`),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(refused.map(() => [403, 'reach_exceeded']));
  });
});

describe('the last owner', () => {
  it('is neither demoted nor disabled nor deleted, by anybody', async () => {
    const { key, owner } = await peopledTenant(app);
    const disabled = await addMember(app, key, 'owner');
    await key.patch(`/members/${disabled.id}`, { status: 'disabled' });
    for (const client of [key, owner.client]) {
      const refused = [
        await client.patch(`/members/${owner.id}`, { role: 'admin' }),
        await client.patch(`/members/${owner.id}`, { status: 'disabled' }),
        await client.delete(`/members/${owner.id}`),
      ];
      expect(refused.map(({ status, body }) => [status, body.code])).toEqual(refused.map(() => [409, 'last_owner']));
    }
    expect((await key.patch(`/members/${owner.id}`, { first_name: 'Ada', role: 'owner' })).status).toBe(200);
    expect((await key.delete(`/members/${disabled.id}`)).status).toBe(204);
  });

  it.each([
    ['demoted', (client: Client, id: string) => client.patch(`/members/${id}`, { role: 'viewer' })],
    ['disabled', (client: Client, id: string) => client.patch(`/members/${id}`, { status: 'disabled' })],
    ['deleted', (client: Client, id: string) => client.delete(`/members/${id}`)],
  ])('of two owners who are %s at once, one stays', async (_what, remove) => {
    const { key, owner } = await peopledTenant(app);
    const second = await addMember(app, key, 'owner');
    const both = await Promise.all([remove(owner.client, second.id), remove(second.client, owner.id)]);
    expect(both.filter(({ status }) => status < 300)).toHaveLength(1);
    expect((await key.get('/members?role=owner&status=active')).body.data).toHaveLength(1);
  });

  it('a tenant that was registered without a person can do without', async () => {
    const key = await app.tenant();
    const viewer = await addMember(app, key, 'viewer');
    expect((await key.delete(`/members/${viewer.id}`)).status).toBe(204);
  });
});
