import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { TestApp } from '../app.ts';

/** Who sets the dashboard up in tests. */
export const OWNER = {
  team: 'Harbour office',
  firstName: 'Ada',
  email: 'ada@example.com',
  password: 'wide moon carries nine',
};

/** For what comes in its time, on a busy machine too: how long until it counts as missing. */
export const PATIENCE = { timeout: 60_000 };

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What the browser complained of: failed scripts, and what the Content-Security-Policy forbade. */
  complaints: string[];
}

/** A browser profile of its own, with one empty page. Of somebody who wants no motion: what fades in or out has no contrast on the way. */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(PATIENCE.timeout);
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Refused requests are told there as well, and are part of what tests do.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
  return { page, context, complaints };
}

/** Sets a new server up by its first page, which leads to the dashboard. */
export async function setUp(page: Page, app: Pick<TestApp, 'url'>, owner = OWNER): Promise<void> {
  await page.goto(app.url);
  await page.getByLabel('Team').fill(owner.team);
  await page.getByLabel('First name').fill(owner.firstName);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.locator('input[autocomplete="new-password"]').fill(owner.password);
  await page.getByRole('button', { name: /^(Set up|Register)$/ }).click();
  await page.getByRole('heading', { level: 1, name: `Welcome, ${owner.firstName}` }).waitFor();
}

/** Logs in on the login page that is shown; what comes then depends on the address. */
export async function logIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[autocomplete="current-password"]').fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

export async function logOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
}

/** Nothing on the page that axe finds fault with, once everything stands still. */
export async function expectAccessible(page: Page): Promise<void> {
  // Asked from outside: what the page itself would ask again and again, its policy forbids to be evaluated.
  const isStill = 'document.getAnimations().every(({ playState }) => playState !== "running")';
  await expect.poll(() => page.evaluate(isStill), PATIENCE).toBe(true);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}
