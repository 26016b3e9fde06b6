// Whether the SDK, packed as it is published, works where it says it does: `npm run test:runtimes -w packages/sdk`. Brings the runtimes
// from npm into a temporary folder (some 700 MB), starts a server on loopback, and prints a table. What cannot be installed is left out.
import { execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = join(import.meta.dirname, '..');
const root = join(here, '../..');
const NODES = ['18', '20', '22', '24'];
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const folder = await mkdtemp(join(tmpdir(), 'ragkeep-runtimes-'));
const npm = (cwd, ...args) => run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd });
const rows = [];
/** As it comes, since installing takes minutes. */
function tell(cells) {
  rows.push(cells);
  console.log(cells.map((cell, column) => cell.padEnd([10, 16, 9][column] ?? 0)).join(' '));
}
const pages = createServer(servePage);
let server;
try {
  await packAndInstall();
  await new Promise((resolve) => pages.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${pages.address().port}`;
  server = await startServer(origin);
  const { api_key: key } = await post(`${server.url}/api/v1/tenants`, { name: 'Runtimes', email: 'r@example.com' });
  for (const major of NODES) await row(`Node ${major}`, `node@${major}`, ['node_modules/node/bin/node'], key);
  await row('Bun', 'bun', ['node_modules/.bin/bun'], key);
  await row('Deno', 'deno', ['node_modules/.bin/deno', 'run', '--allow-net', '--allow-env', '--allow-read'], key);
  await browserRow(origin, key);
} finally {
  await server?.stop();
  pages.close();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = rows.some(([, , result]) => result === 'FAILED') ? 1 : 0;

async function packAndInstall() {
  await run(process.execPath, [join(here, 'scripts/build.mjs')]);
  await npm(join(here, 'dist'), 'pack', '--pack-destination', folder);
  const { version } = JSON.parse(await readFile(join(here, 'package.json'), 'utf8'));
  await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  await npm(folder, 'install', `./ragkeep-sdk-${version}.tgz`);
  await copyFile(join(here, 'scripts/smoke.mjs'), join(folder, 'smoke.mjs'));
  await writeFile(
    join(folder, 'main.mjs'),
    `import * as sdk from '@ragkeep/sdk';
import process from 'node:process';
import { smoke } from './smoke.mjs';
const { node, bun, deno } = process.versions;
const version = bun ?? deno ?? node;
console.log(JSON.stringify({ version, what: await smoke(sdk, process.env.URL, process.env.KEY) }));
`,
  );
}

/** The runtime is a package of npm, installed into a folder of its own. */
async function row(name, runtime, [program, ...args], key) {
  const own = join(folder, runtime.replace('@', '-'));
  await mkdir(own);
  await writeFile(join(own, 'package.json'), '{"private":true}');
  try {
    await npm(own, 'install', runtime);
  } catch (error) {
    tell([
      name,
      '–',
      'left out',
      `cannot be installed: ${
        String(error.stderr ?? error)
          .trim()
          .split('\n')[0]
      }`,
    ]);
    return;
  }
  try {
    const env = { PATH: process.env.PATH, HOME: folder, URL: server.url, KEY: key };
    const { stdout } = await run(join(own, program), [...args, 'main.mjs'], { cwd: folder, env, timeout: 120_000 });
    const { version, what } = JSON.parse(stdout);
    tell([name, version, 'ok', what]);
  } catch (error) {
    tell([name, '–', 'FAILED', String(error.stderr || error).trim()]);
  }
}

async function browserRow(origin, key) {
  let browser;
  try {
    const { chromium } = await import('playwright-core');
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
  } catch (error) {
    tell(['Chromium', '–', 'left out', String(error).split('\n')[0]]);
    return;
  }
  try {
    const page = await browser.newPage();
    await page.goto(origin);
    const what = await page.evaluate(
      async (given) => {
        const sdk = await import('@ragkeep/sdk');
        const { smoke } = await import(given.program);
        return smoke(sdk, given.url, given.key);
      },
      { url: server.url, key, program: `${origin}/smoke.mjs` },
    );
    tell(['Chromium', browser.version(), 'ok', what]);
  } catch (error) {
    tell(['Chromium', browser.version(), 'FAILED', String(error)]);
  } finally {
    await browser.close();
  }
}

/** The page of another origin than the server's, which imports the modules as they are. */
async function servePage(request, response) {
  if (request.url === '/') {
    const imports = {
      '@ragkeep/sdk': '/node_modules/@ragkeep/sdk/index.js',
      'eventsource-parser/stream': '/node_modules/eventsource-parser/dist/stream.js',
    };
    const page = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    return;
  }
  try {
    const type = extname(request.url) === '' ? 'text/plain' : 'text/javascript';
    const content = await readFile(join(folder, normalize(request.url)));
    response.writeHead(200, { 'content-type': type }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}

async function startServer(origin) {
  const env = {
    ...process.env,
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'error',
    CORS_ORIGINS: origin,
  };
  const child = spawn(process.execPath, [join(root, 'apps/server/src/main.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = () =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += chunk;
    const url = /Reference\s+(http:\S+)\/api\/docs/.exec(printed)?.[1];
    if (url) return { url, stop };
  }
  throw new Error(`the server did not start: ${printed}`);
}

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}
