// What a browser fetches for the first load of each of the dashboard's pages, by a real Chromium with an empty cache: bytes of
// scripts as they come, compressed, and how long until the page's heading stands there.
//
// usage: node bench/dashboard/pages.ts [chromium=/usr/bin/chromium]   (after `npm start` has built the dashboard once)
import { type Browser, chromium, type Page } from 'playwright-core';
import { startServer } from '../lib/server.ts';

const PEOPLE = { email: 'ada@example.com', password: 'wide moon carries nine', name: 'Harbour office' };
const PAGES = (project: string, agent: string) => [
  ...['/', '/projects', '/jobs', '/conversations', '/users', '/keys', '/members', '/credentials', '/apps'],
  ...['/embeds', '/embeds/new', '/webhooks', '/analytics', '/plan', '/audit', '/settings', '/account'],
  ...['documents', 'search', 'chat', 'agents', 'sources', 'keys', 'analytics', 'settings'].map(
    (tab) => `${project}/${tab}`,
  ),
  `${project}/agents/${agent}`,
];

const server = await startServer();
const post = async (path: string, body: object, access?: string) => {
  const headers = { 'content-type': 'application/json', ...(access ? { authorization: `Bearer ${access}` } : {}) };
  return (await fetch(`${server.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
};
const { access } = (await post('/auth/register', PEOPLE)) as { access: string };
const project = (await post('/projects', { name: 'Harbour' }, access)) as { slug: string; agent_id: string };

const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const first = await browser.newPage();
await first.goto(server.url);
await first.getByLabel('E-mail').fill(PEOPLE.email);
await first.locator('input[type=password]').fill(PEOPLE.password);
await first.getByRole('button', { name: 'Log in' }).click();
await first.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor();
const session = await first.context().storageState();

const rows = [{ page: 'logged out', ...(await load(browser, '/')) }];
for (const path of PAGES(`/projects/${project.slug}`, project.agent_id)) {
  rows.push({ page: path, ...(await load(browser, path, session)) });
}
console.table(rows);
await browser.close();
await server.stop();

type Session = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>;

/** In a profile of its own, so that nothing is cached. */
async function load(within: Browser, path: string, storageState?: Session) {
  const context = await within.newContext(storageState ? { storageState } : {});
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  const scripts = new Map<string, number>();
  await client.send('Network.enable');
  // By address: what was preloaded is told again when it is used.
  client.on('Network.responseReceived', ({ type, response: { url, headers } }) => {
    if (type === 'Script') scripts.set(url, Number(headers['content-length']));
  });
  const started = performance.now();
  await page.goto(server.url + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const headingMs = Math.round(performance.now() - started);
  await page.waitForLoadState('networkidle');
  await context.close();
  const bytes = [...scripts.values()].reduce((sum, each) => sum + each, 0);
  return { 'scripts kB': Math.round(bytes / 100) / 10, files: scripts.size, 'heading ms': headingMs };
}
