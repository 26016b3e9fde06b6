import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../app.ts';
import { findChromium, launchBrowser } from '../support/browser.ts';
import { expectAccessible, setUp, visit } from './dashboard.ts';

const HARBOUR = join(import.meta.dirname, '../../../../examples/harbour.pdf');
/** Many steps, and the first document loads what reads PDFs. */
const CITED = 'Ships longer than ninety metres must take a pilot on board before they pass the outer buoy.';

describe.skipIf(!findChromium())('the workspace in a browser', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    [app, browser] = await Promise.all([startTestApp(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('a PDF is dropped, read, found and asked; a citation opens its passage on its page', async () => {
    const { page, complaints } = await visit(browser, { reducedMotion: 'reduce' });
    await setUp(page, app);

    await page.getByRole('link', { name: 'Projects' }).click();
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByLabel('Name').fill('Harbour');
    await page.getByRole('button', { name: 'Create the project' }).click();
    await page.getByRole('heading', { level: 1, name: 'Harbour' }).waitFor();

    // Beside a good file one that nobody can read, which is said in a sentence.
    const broken = { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 and no more') };
    const upload = page.getByRole('region', { name: 'Upload of 2 files' });
    await page.getByLabel('Files to upload').setInputFiles(HARBOUR);
    const alone = page.getByRole('region', { name: 'Upload of harbour.pdf' });
    await alone.getByText('succeeded').waitFor();
    await alone.getByRole('button', { name: 'Put harbour.pdf away' }).click();
    await page.getByLabel('Files to upload').setInputFiles([
      {
        name: 'tides.md',
        mimeType: 'text/markdown',
        buffer: Buffer.from('# Tides\n\nThe tide turns every six hours.'),
      },
      broken,
    ]);
    await upload.getByText('succeeded').waitFor();
    await upload.getByText('1 document searchable · 1 failed').waitFor();
    expect(await upload.getByRole('listitem').filter({ hasText: 'broken.pdf' }).textContent()).toMatch(/PDF .*\./);
    await page.getByRole('link', { name: 'harbour.pdf', exact: true }).waitFor();
    await expectAccessible(page);

    await page.getByRole('tab', { name: 'Search' }).click();
    await page.getByLabel('Query').fill('pilot in fog');
    await page.getByLabel('Query').press('Enter');
    const first = page.getByRole('article').first();
    expect(await first.textContent()).toContain('harbour.pdf, page 2');
    expect(await first.locator('mark').allTextContents()).toContain('pilot');
    await expectAccessible(page);

    await page.getByRole('tab', { name: 'Chat' }).click();
    await page.getByLabel('Your question').fill('Which ships must take a pilot?');
    await page.getByLabel('Your question').press('Enter');
    const answer = page.getByRole('log').getByRole('article');
    await answer.getByRole('button', { name: 'Source 1', exact: true }).click();
    const source = page.getByRole('dialog', { name: 'Source 1: harbour.pdf' });
    await source.getByText('Page 2 of 3').waitFor();
    expect(await source.locator('mark').textContent()).toBe(CITED);
    await expectAccessible(page);
    await source.getByRole('button', { name: 'Next page' }).click();
    await source.getByText('Diesel is sold at the west quay').waitFor();
    await page.keyboard.press('Escape');
    await source.waitFor({ state: 'detached' });

    // The address names the conversation, so that a reload shows it, and a question goes on with it.
    await page.reload();
    await answer.getByRole('button', { name: 'Source 1', exact: true }).waitFor();
    await page.getByLabel('Your question').fill('What is the capital of Mongolia?');
    await page.getByLabel('Your question').press('Enter');
    await page.getByText('Not in the documents').waitFor();
    expect(await answer.count()).toBe(2);
    expect(complaints).toEqual([]);
  });
});
