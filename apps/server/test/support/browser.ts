import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where this machine has a Chromium: the one that `CHROMIUM_PATH` names, or a usual place; undefined when there is none. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));
}

/** Throws when there is none; a test asks {@link findChromium} first, to be skipped. */
export const launchBrowser = async (): Promise<Browser> => chromium.launch(options());

/** A window that is not private, as most people use: only there may the frame of another site keep something. */
export async function launchProfile(): Promise<BrowserContext> {
  const folder = await mkdtemp(join(tmpdir(), 'ragkeep-profile-'));
  const context = await chromium.launchPersistentContext(folder, options());
  context.once('close', () => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return context;
}

function options() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('there is no Chromium here; CHROMIUM_PATH may name one');
  // As root, as in containers, Chromium starts without its sandbox only.
  return {
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  };
}
