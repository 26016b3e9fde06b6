import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../app.ts';
import type { Client } from '../client.ts';
import { findChromium, launchBrowser } from '../support/browser.ts';
import { PATIENCE } from './dashboard.ts';

const QUESTION = 'How many lamps does the harbour have?';

describe.skipIf(!findChromium())('the widget in a browser', () => {
  let app: TestApp;
  let owner: Client;
  let browser: Browser;
  let shop: Site;
  let agentId: string;

  beforeAll(async () => {
    [app, browser, shop] = await Promise.all([startTestApp(), launchBrowser(), startSite()]);
    owner = await app.tenant();
    const project = (await owner.post('/projects', { name: 'Harbour' })).body;
    agentId = project.agent_id;
    await owner.ingest(project.id, {
      documents: [
        { title: '<img src=x onerror=alert(1)> lamps', text: 'The harbour has twelve lamps. The keeper counts them.' },
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    shop?.close();
    await app?.close();
  });

  /** A page of the site with the one tag. */
  async function openPage(site: Site, input: object = {}): Promise<{ page: Page; chat: FrameLocator; said: string[] }> {
    const { body } = await owner.post('/embeds', { name: 'Shop', agent_id: agentId, origins: [shop.origin], ...input });
    site.show(body.snippet.replace(/src="[^"]*"/, `src="${app.url}/embed.js"`));
    const page = await (await browser.newContext()).newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      said.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    await page.goto(site.origin);
    return { page, chat: page.frameLocator('iframe'), said };
  }

  it('RC-10: chats on a page of another origin, shows its source, and knows the conversation after a reload', async () => {
    const { page, chat, said } = await openPage(shop, { title: 'Ask the keeper', suggested_questions: [QUESTION] });
    await page.getByRole('button', { name: 'Ask the keeper' }).click();
    await chat.getByRole('button', { name: QUESTION }).click();
    await expect.poll(() => chat.getByRole('log').textContent(), PATIENCE).toContain('twelve lamps');
    await chat.locator('.sources').getByRole('button', { name: 'Source 1' }).click();
    const source = chat.locator('figure');
    expect(await source.textContent()).toContain('twelve lamps');
    // What is markup in a title is its letters here.
    expect(await source.textContent()).toContain('<img src=x onerror=alert(1)> lamps');

    await page.reload();
    await page.getByRole('button', { name: 'Ask the keeper' }).click();
    await expect.poll(() => chat.getByRole('log').textContent(), PATIENCE).toContain('twelve lamps');
    const field = chat.getByRole('textbox');
    await field.fill('Who counts them?');
    await field.press('Enter');
    await expect.poll(async () => (await owner.get('/conversations')).body.data[0].message_count, PATIENCE).toBe(4);

    await chat.getByRole('button', { name: 'New chat' }).click();
    expect(await chat.getByRole('log').textContent()).not.toContain('twelve lamps');
    expect(said).toEqual([]);
    await page.context().close();
  });

  it('is opened, used and closed by keyboard alone, on a page with a policy', async () => {
    shop.policy = `default-src 'none'; ${['script', 'frame', 'connect'].map((kind) => `${kind}-src ${app.url}`).join('; ')}; require-trusted-types-for 'script'`;
    const { page, chat, said } = await openPage(shop);
    const launcher = page.getByRole('button', { name: 'Chat', exact: true });
    await launcher.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => chat.locator('textarea:focus').count(), PATIENCE).toBe(1);
    await page.keyboard.type(QUESTION);
    await page.keyboard.press('Enter');
    await expect.poll(() => chat.getByRole('log').textContent(), PATIENCE).toContain('twelve lamps');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('iframe').isHidden(), PATIENCE).toBe(true);
    expect(await page.locator('button:focus').count()).toBe(1);
    expect((await launcher.boundingBox())?.width).toBe(56);
    expect(said).toEqual([]);
    shop.policy = '';
    await page.context().close();
  });

  it('says what is wrong, and asks again when the visitor wants it', async () => {
    const { page, chat } = await openPage(shop, { rate_limit_per_minute: 1 });
    await page.getByRole('button', { name: 'Chat' }).click();
    const field = chat.getByRole('textbox');
    await field.fill(QUESTION);
    await field.press('Enter');
    await expect.poll(() => chat.getByRole('log').textContent(), PATIENCE).toContain('twelve lamps');
    await field.fill('Who counts them?');
    await field.press('Enter');
    await expect.poll(() => chat.getByRole('alert').textContent(), PATIENCE).toContain('Too many requests');
    expect(await chat.getByRole('log').textContent()).not.toContain('Who counts');
    expect(await chat.getByRole('button', { name: 'Try again' }).isVisible()).toBe(true);
    await page.context().close();
  });

  it('RC-10: a page of a third origin gets no widget, and cannot frame its page', async () => {
    const evil = await startSite();
    const { page, said } = await openPage(evil);
    await expect.poll(() => said.join(), PATIENCE).toContain(`This chat is not made for pages of ${evil.origin}`);
    expect(await page.getByRole('button').count()).toBe(0);

    const [embed] = (await owner.get('/embeds?limit=1')).body.data;
    // It names the page that may, and hides where it is.
    evil.show(`<iframe referrerpolicy="no-referrer" src="${app.url}/embed/${embed.id}?page=${shop.origin}"></iframe>`);
    await page.reload();
    await expect.poll(() => said.join(), PATIENCE).toContain('frame-ancestors');
    expect(await page.frameLocator('iframe').locator('main').count()).toBe(0);
    await page.context().close();
    evil.close();
  });
});

interface Site {
  origin: string;
  /** The page's own `Content-Security-Policy`. */
  policy: string;
  /** What its only page holds from now on. */
  show(html: string): void;
  close(): void;
}

/** A site on a host and port of its own: another origin than the server's, and for a browser another site. */
async function startSite(): Promise<Site> {
  let html = '';
  const server: Server = createServer((request, response) => {
    if (request.url !== '/') return void response.writeHead(204).end();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (site.policy) response.setHeader('content-security-policy', site.policy);
    response.end(`<!doctype html><html lang="en"><title>A shop</title><h1>A shop</h1>${html}</html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const site: Site = {
    origin: `http://localhost:${port}`,
    policy: '',
    show(next) {
      html = next;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return site;
}
