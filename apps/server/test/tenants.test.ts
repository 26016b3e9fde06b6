import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

it('a tenant is read and changed by those who may', async () => {
  const owner = await app.tenant('Before');
  const changed = await owner.patch('/tenant', { name: 'After' });
  expect(changed.body).toMatchObject({ name: 'After', email: 'owner@example.com' });
  expect((await owner.get('/tenant')).body).toEqual(changed.body);
  const reader = app.client((await owner.post('/api-keys', { name: 'r', scopes: ['tenant:read'] })).body.raw_key);
  expect((await reader.get('/tenant')).body.name).toBe('After');
  expect((await reader.patch('/tenant', { name: 'Mine' })).body.details.required_scope).toBe('tenant:admin');
});

it('a key limited to a project changes nothing of the tenant, whatever its scopes', async () => {
  const owner = await app.tenant();
  const { id } = (await owner.post('/projects', { name: 'P' })).body;
  const input = { name: 'limited', scopes: ['tenant:admin'], project_ids: [id] };
  const limited = app.client((await owner.post('/api-keys', input)).body.raw_key);
  for (const answer of [
    await limited.patch('/tenant', { name: 'Mine' }),
    await limited.delete('/tenant'),
    await limited.get('/system/info'),
    await limited.post('/projects', { name: 'Another' }),
  ]) {
    expect([answer.status, answer.body.code]).toEqual([403, 'reach_exceeded']);
  }
});

it('registrations from one address are limited', async () => {
  const answers = [];
  for (let n = 0; n < 40; n++) {
    const { status, headers } = await app.client().post('/tenants', { name: `t${n}`, email: 't@example.com' });
    answers.push([status, headers.get('retry-after') !== null]);
  }
  expect(answers.at(0)).toEqual([201, false]);
  expect(answers.at(-1)).toEqual([429, true]);
});
