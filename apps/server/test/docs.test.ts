import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DERIVED_KEY_PATTERN, keyPattern, parseKeyTemplate } from '@ragkeep/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referencePages } from '../scripts/reference.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

let app: TestApp;
let owner: Client;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant();
  await owner.post('/projects', { name: 'Handbook' });
});
afterAll(() => app.close());

interface Block {
  language: string;
  text: string;
}

async function blocksOf(page: string): Promise<Block[]> {
  const markdown = await readFile(join(root, page), 'utf8');
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
}

/** Runs a block as a reader would, against this test's server instead of the usual address. */
async function shell(command: string, env: Record<string, string>): Promise<string> {
  const script = command.replaceAll('http://127.0.0.1:3000', app.url);
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  return stdout;
}

/** The keys of objects, at every depth: what a printed answer and a real one must have in common. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value === 'object' ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

describe('the README', () => {
  it('its minute from nothing to a cited answer works as printed', async () => {
    const blocks = (await blocksOf('README.md')).slice(0, 12);
    const variables: Record<string, string> = {};
    let printed: Record<string, unknown> = {};
    let answers = 0;
    for (const [index, { language, text }] of blocks.entries()) {
      if (language === 'bash' && text.includes('npm ')) continue;
      if (language === 'bash' && text.startsWith('export ')) {
        // The reader copies what was printed before.
        const name = /^export (\w+)=/.exec(text)?.[1] ?? '';
        variables[name] = String(name === 'KEY' ? printed.api_key : printed.agent_id);
      } else if (language === 'bash') {
        printed = JSON.parse(await shell(text, variables));
        const job = (printed as { job?: { id: string } }).job;
        if (job) await app.client(variables.KEY).settled(job.id);
        const documented = blocks[index + 1];
        expect(documented?.language, text).toBe('json');
        if (documented) expect(shapeOf(printed)).toEqual(shapeOf(JSON.parse(documented.text)));
        answers += 1;
      }
    }
    expect(answers).toBe(4);
    const { refused, citations } = printed as { refused: boolean; citations: unknown[] };
    expect(refused).toBe(false);
    expect(citations[0]).toMatchObject({ page: 2, document: { title: 'harbour.pdf' } });
  });
});

describe('the guides', () => {
  it.each([
    'docs/guides/keys.md',
    'docs/guides/ingest.md',
    'docs/guides/search.md',
    'docs/guides/audit.md',
    'docs/guides/leaked-keys.md',
  ])('%s: its examples work', async (page) => {
    const commands = (await blocksOf(page)).filter(({ language }) => language === 'bash');
    expect(commands.length).toBeGreaterThan(0);
    for (const { text } of commands) {
      const printed = JSON.parse(await shell(text, { KEY: owner.key ?? '' }));
      expect(printed.error, text).toBeUndefined();
      if (printed.job) await owner.settled(printed.job.id);
    }
  });
});

it('the patterns and the check for scanners are those of the server', async () => {
  const page = await readFile(join(root, 'docs/guides/leaked-keys.md'), 'utf8');
  expect(page).toContain(`\n${keyPattern(parseKeyTemplate('rk_{env}_{base62:32}'))}\n${DERIVED_KEY_PATTERN}\n`);
  const check = (await blocksOf('docs/guides/leaked-keys.md')).find(({ text }) => text.startsWith('node '))?.text ?? '';
  const key = owner.key ?? '';
  const mistyped = key.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x'));
  for (const [KEY, genuine] of [
    [key, true],
    [mistyped, false],
  ] as const) {
    expect(JSON.parse(await shell(check, { KEY }))).toEqual({ genuine });
  }
});

describe('the reference', () => {
  it.each(Object.entries(referencePages()))('%s is what the code says (npm run generate)', async (name, page) => {
    expect(await readFile(join(root, 'docs/reference', name), 'utf8')).toBe(page);
  });
});

it('links between pages lead somewhere', async () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'docs/guides/command-line.md',
    'docs/guides/keys.md',
    'docs/guides/ingest.md',
    'docs/guides/search.md',
    'docs/guides/audit.md',
    'docs/guides/leaked-keys.md',
    'docs/guides/identity-providers.md',
    'docs/operations.md',
  ];
  for (const page of pages) {
    const markdown = await readFile(join(root, page), 'utf8');
    for (const [, target = ''] of markdown.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      await expect(readFile(join(root, page, '..', target)), `${page} → ${target}`).resolves.toBeTruthy();
    }
  }
});
