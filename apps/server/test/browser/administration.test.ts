import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mail } from '../../src/platform/mail/index.ts';
import { startTestApp, type TestApp } from '../app.ts';
import type { Client } from '../client.ts';
import { findChromium, launchBrowser } from '../support/browser.ts';
import { expectAccessible, logIn, OWNER, setUp, type Visit, visit } from './dashboard.ts';

describe.skipIf(!findChromium())('administration in the dashboard', () => {
  const mails: Mail[] = [];
  let app: TestApp;
  let browser: Browser;
  let owner: Visit;
  let api: Client;

  beforeAll(async () => {
    const mailer = { send: async (mail: Mail) => void mails.push(mail), close: async () => {} };
    [app, browser] = await Promise.all([startTestApp({}, { mailer }), launchBrowser()]);
    owner = await visit(browser);
    await setUp(owner.page, app);
    const { email, password } = OWNER;
    api = app.client((await app.client().post('/auth/login', { email, password })).body.access);
    for (const name of ['Handbook', 'Ledger']) await api.post('/projects', { name });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  const choice = (page: Page, name: string) => page.getByRole('combobox', { name });

  const shownKey = async (page: Page) => (await page.getByLabel('key', { exact: true }).textContent()) ?? '';

  async function open(page: Page, path: string, heading: string): Promise<void> {
    await page.goto(app.url + path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }

  it('RT-2: a key with chosen scopes for one project is made in the dashboard, works there and nowhere else, and dies when it is revoked', async () => {
    const { page, complaints } = owner;
    await open(page, '/keys', 'API keys');
    await button(page, 'Create a key').first().click();
    await page.getByRole('dialog').waitFor();
    // What it is for comes first: without it nothing is sent.
    await button(page, 'Create the key').click();
    await page.getByText('Say what the key is for').waitFor();
    await page.getByLabel('Name', { exact: false }).fill('n8n, nightly');
    await page.getByLabel('Choose the scopes').check();
    for (const scope of ['ingest', 'projects:read', 'agents:read'])
      await page.getByLabel(scope, { exact: true }).uncheck();
    await choice(page, 'Only these projects').click();
    await page.getByRole('option', { name: 'Handbook' }).click();
    await button(page, 'Create the key').click();

    const raw = await shownKey(page);
    await expectAccessible(page);
    const key = app.client(raw);
    const { body: me } = await key.get('/auth/me');
    expect(me.scopes).toEqual(['query']);
    expect((await key.post('/projects/handbook/search', { query: 'lamps' })).status).toBe(200);
    expect((await key.post('/projects/ledger/search', { query: 'lamps' })).status).toBe(404);
    expect((await key.post('/projects/handbook/ingest', { text: 'No.' })).status).toBe(403);

    await expect(button(page, 'Done').isDisabled()).resolves.toBe(true);
    await page.getByLabel('I have stored it').check();
    await button(page, 'Done').click();
    await page.getByRole('row', { name: /n8n, nightly.*query.*Handbook/ }).waitFor();
    expect(await page.content()).not.toContain(raw);

    await button(page, 'Actions for the key n8n, nightly').click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await button(page, 'Revoke the key').click();
    await page.getByText('No active keys').waitFor();
    expect((await key.get('/auth/me')).status).toBe(401);
    expect(complaints).toEqual([]);
  });

  it('RX-2: keys say who made them and when, rotate, and lead to the reference', async () => {
    const { page, complaints } = owner;
    const made = await api.post('/api-keys', { name: 'Import', scopes: ['ingest'] });
    await open(page, '/keys', 'API keys');
    await page.getByRole('row', { name: /Import.*ingest.*never.*by Ada/ }).waitFor();
    await expectAccessible(page);
    expect(await page.getByRole('link', { name: 'API reference' }).getAttribute('href')).toBe('/api/docs');

    await button(page, 'Actions for the key Import').click();
    await page.getByRole('menuitem', { name: 'Rotate' }).click();
    await choice(page, 'The old secret stops').click();
    await page.getByRole('option', { name: 'At once' }).click();
    await button(page, 'Rotate the key').click();
    const raw = await shownKey(page);
    expect((await app.client(raw).get('/auth/me')).body.key.id).toBe(made.body.id);
    expect((await app.client(made.body.raw_key).get('/auth/me')).status).toBe(401);
    await page.getByLabel('I have stored it').check();
    await button(page, 'Done').click();
    expect(complaints).toEqual([]);
  });

  it('RX-9: a member who was invited as a viewer sees the keys and makes none', async () => {
    await open(owner.page, '/members', 'Members');
    await button(owner.page, 'Add a member').click();
    await owner.page.getByLabel('E-mail address').fill('mia@example.com');
    await choice(owner.page, 'Role').click();
    await owner.page.getByRole('option', { name: 'Viewer' }).click();
    await button(owner.page, 'Send the invitation').click();
    await owner.page.getByRole('row', { name: /mia@example.com.*Viewer.*Invited/ }).waitFor();
    await expectAccessible(owner.page);

    const { page, context, complaints } = await visit(browser);
    const path = mails.at(-1)?.text.match(/#\/invite\?\S+/)?.[0];
    await page.goto(`${app.url}/${path}`);
    await page.locator('input[autocomplete="new-password"]').fill('slow rivers carry ten');
    await button(page, 'Accept').click();
    await button(page, 'Log in').click();
    await logIn(page, { email: 'mia@example.com', password: 'slow rivers carry ten' });
    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByText('Your role (viewer) may look at keys but not make or change them').waitFor();
    await page.getByRole('row', { name: /Import/ }).waitFor();
    await expect(button(page, 'Create a key').count()).resolves.toBe(0);
    await expect(page.getByRole('link', { name: 'Audit log' }).count()).resolves.toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('RX-7: an app that asks for the first time waits for approval; approved it works, revoked it does not', async () => {
    const { page, complaints } = owner;
    const { body: made } = await api.post('/apps', { name: 'Desktop notes', scopes: ['projects:read', 'query'] });
    const ask = () => fetch(`${app.url}/api/v1/projects`, { headers: { 'x-app-id': made.id } });
    await open(page, '/apps', 'Apps');
    await page.getByRole('row', { name: /Desktop notes.*Not approved/ }).waitFor();
    expect((await ask()).status).toBe(403);
    // The page that is open hears of it.
    await button(page, 'Look and approve').click();
    await page.getByLabel('query', { exact: true }).uncheck();
    await button(page, 'Approve').click();
    await page.getByRole('row', { name: /Desktop notes.*projects:read.*Approved/ }).waitFor();
    await expectAccessible(page);
    expect((await ask()).status).toBe(200);

    await button(page, 'Actions for the app Desktop notes').click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await button(page, 'Revoke the app').click();
    await page.getByRole('row', { name: /Desktop notes.*Revoked/ }).waitFor();
    expect((await ask()).status).toBe(401);
    expect(complaints).toEqual([]);
  });

  it('RX-8: a language model is set up with its credential and tried, and an agent answers with it', async () => {
    const { page, complaints } = owner;
    const credential = { kind: 'bearer', name: 'Model key', hosts: ['127.0.0.1:9'], token: 'the-key-of-the-model' };
    await api.post('/credentials', credential);
    await open(page, '/providers', 'Language models');
    await page.getByText('No models of your own yet').waitFor();
    await expectAccessible(page);
    await button(page, 'Set up a language model').first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Ours');
    await dialog.getByLabel('Address').fill('http://127.0.0.1:9/v1');
    await dialog.getByRole('textbox', { name: 'Model' }).fill('tiny');
    await choice(page, 'Credential').click();
    await page.getByRole('option', { name: 'Model key' }).click();
    await expectAccessible(page);
    await button(page, 'Set it up').click();
    await page.getByRole('row', { name: /Ours.*127.0.0.1:9.*tiny/ }).waitFor();

    await button(page, 'Actions for the language model Ours').click();
    await page.getByRole('menuitem', { name: 'Details and trial' }).click();
    await button(page, 'Ask whether it answers').click();
    // On a server that is allowed no private address.
    await page.getByText('FETCH_ALLOW_PRIVATE').waitFor();
    await expectAccessible(page);

    const { id, agent_id } = (await api.get('/projects/handbook')).body;
    await page.goto(`${app.url}/projects/${id}/agents/${agent_id}`);
    await choice(page, 'Answered by').click();
    await page.getByRole('option', { name: 'Ours' }).click();
    await expectAccessible(page);
    await button(page, 'Save and publish').click();
    await page.getByText('Version 2 is published').waitFor();
    const [provider] = (await api.get('/providers')).body.data;
    expect((await api.get(`/agents/${agent_id}`)).body.provider_id).toBe(provider.id);
    expect(complaints).toEqual([]);
  });
});
