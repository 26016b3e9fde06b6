import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../app.ts';
import { findChromium, launchBrowser } from '../support/browser.ts';
import { expectAccessible, logIn, logOut, OWNER, setUp, visit } from './dashboard.ts';

describe.skipIf(!findChromium())('logging in to the dashboard', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    [app, browser] = await Promise.all([startTestApp(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });

  it('a new server is set up; a reload stays logged in; a logout ends the session in every tab', async () => {
    const { page, context, complaints } = await visit(browser);
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await page.goto(app.url);
    await heading(page, 'Set up Ragkeep').waitFor();
    // What is asked ahead of the scripts is what they ask for; those of the dashboard are not among them.
    expect(loaded.filter((path) => path.startsWith('/api'))).toEqual(['/api/v1/system/setup']);
    expect(loaded.filter((path) => path.endsWith('.js'))).toEqual(['/assets/start-1.js', expect.any(String)]);
    await expectAccessible(page);
    await setUp(page, app);
    await expectAccessible(page);

    await page.reload();
    await heading(page, `Welcome, ${OWNER.firstName}`).waitFor();
    const other = await context.newPage();
    await other.goto(`${app.url}/account/sessions`);
    await other.getByText('This one').waitFor();
    await expectAccessible(other);

    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.headers().authorization ?? ''));
    await page.getByRole('link', { name: 'Projects' }).click();
    await heading(page, 'Projects').waitFor();
    const token = requests.findLast((header) => header.startsWith('Bearer '))?.slice('Bearer '.length);
    expect((await app.client(token).get('/auth/me')).status).toBe(200);
    await logOut(page);
    expect((await app.client(token).get('/auth/me')).status).toBe(401);
    // Where they were, for whoever logs in to go on.
    await heading(other, 'Log in').waitFor();
    expect(new URL(other.url()).pathname).toBe('/account/sessions');

    await page.reload();
    await heading(page, 'Log in').waitFor();
    await expectAccessible(page);
    await logIn(page, { ...OWNER, password: 'not the password' });
    await page.getByText('Wrong e-mail address, password or code').waitFor();
    await logIn(page, OWNER);
    await heading(page, 'Projects').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('tabs that begin at the same time share the session; none ends it', async () => {
    const { page, context, complaints } = await visit(browser);
    await page.goto(app.url);
    await logIn(page, OWNER);
    await heading(page, /^Welcome/).waitFor();
    // As if the last rotation was long ago, so that both want one.
    await page.evaluate(() => localStorage.setItem('ragkeep.session', '0'));
    const tabs = await Promise.all([context.newPage(), context.newPage()]);
    await Promise.all(tabs.map((tab) => tab.goto(`${app.url}/account`)));
    await Promise.all(tabs.map((tab) => heading(tab, 'Your account').waitFor()));
    await page.reload();
    await heading(page, /^Welcome/).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('a session that was ended elsewhere leads to the login, and from there back', async () => {
    const { page, context } = await visit(browser);
    await page.goto(`${app.url}/account/sessions`);
    await logIn(page, OWNER);
    await page.getByText('This one').waitFor();
    const { body } = await app.client().post('/auth/login', { email: OWNER.email, password: OWNER.password });
    const member = app.client(body.access);
    for (const { id, current } of (await member.get('/auth/sessions')).body.data) {
      if (!current) await member.delete(`/auth/sessions/${id}`);
    }
    await page.getByRole('tab', { name: 'Profile' }).click();
    await page.getByLabel('First name').fill('Grace');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your session has ended').waitFor();
    await logIn(page, OWNER);
    await page.getByLabel('First name').waitFor();
    expect(new URL(page.url()).pathname).toBe('/account');
    await context.close();
  });

  it('a mailed link opens its page, and its token is gone from the address', async () => {
    const { page, context } = await visit(browser);
    await page.goto(`${app.url}/#/reset?token=this-one-is-unknown`);
    await heading(page, 'Choose a new password').waitFor();
    expect(page.url()).toBe(`${app.url}/`);
    await expectAccessible(page);
    await page.locator('input[autocomplete="new-password"]').fill(OWNER.password);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('This link is unknown, used or expired').waitFor();
    await context.close();
  });
});
