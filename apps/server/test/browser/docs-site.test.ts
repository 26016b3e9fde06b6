import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../app.ts';
import { findChromium, launchBrowser } from '../support/browser.ts';

describe.skipIf(!findChromium())('the documentation in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startTestApp(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  /** A page, and what its console said: violations of the policy among it. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<{ page: Page; said: string[] }> {
    const page = await (await browser.newContext(options)).newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(`error: ${error.message}`));
    await page.goto(app.url + path);
    return { page, said };
  }

  it.each([
    ['light', 1400],
    ['dark', 390],
  ] as const)('is usable by all, %s at a width of %d', async (colorScheme, width) => {
    const { page, said } = await open('/docs', { colorScheme, viewport: { width, height: 800 } });
    for (const path of ['/docs', '/docs/quick-start', '/docs/reference/scopes']) {
      await page.goto(app.url + path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [path, id, nodes[0]?.html])).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBe(0);
    }
    expect(said).toEqual([]);
  });

  it('is searched and read by the keyboard alone', async () => {
    const { page } = await open('/docs');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.keyboard.press('/');
    await page.keyboard.type('second factor');
    await page.getByRole('option', { name: 'People › Second factor' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/docs/guides/members#second-factor');
  });

  it('a chosen theme is kept, examples name this server, and on a phone the pages are behind a button', async () => {
    const { page } = await open('/docs/quick-start', { viewport: { width: 390, height: 800 }, colorScheme: 'light' });
    await page.getByRole('button', { name: 'Theme: auto' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    expect(await page.locator('pre', { hasText: '/api/v1/tenants' }).first().textContent()).toContain(app.url);
    const menu = page.getByRole('navigation', { name: 'Pages' });
    expect(await menu.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).click();
    await menu.getByRole('link', { name: 'n8n' }).click();
    await page.waitForURL('**/docs/guides/n8n');
  });
});
