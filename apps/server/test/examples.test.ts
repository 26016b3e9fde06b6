import { execFile } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

let app: TestApp;
let owner: Client;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

/** Runs a program as a reader would, from the project's folder, with this test's server and key. */
async function node(...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH ?? '', URL: app.url, KEY: owner.key ?? '' };
  const { stdout } = await run(process.execPath, args, { cwd: root, env });
  return stdout;
}

const programs: string[] = [];
for await (const program of glob('examples/*/main.ts', { cwd: root })) programs.push(program);

it.each(programs)('%s holds', async (program) => {
  expect(await node(program)).not.toBe('');
});

it('openai.md: its programs print what the document says', async () => {
  const project = (await owner.post('/projects', { name: 'Handbook' })).body;
  await owner.ingest(project.id, { text: 'Tugs are ordered by radio on channel twelve.', title: 'Tugs' });
  const page = await readFile(join(root, 'docs/guides/openai.md'), 'utf8');
  const blocks = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  const printed = await Promise.all(
    blocks.map((code) => node('--input-type=module', '--eval', code.replaceAll('http://127.0.0.1:3000', app.url))),
  );
  expect(printed).toEqual([
    expect.stringMatching(/channel twelve[\s\S]*\[1\] Tugs/),
    expect.stringMatching(/channel twelve.* 512$/m),
    expect.stringContaining('channel twelve'),
  ]);
});
