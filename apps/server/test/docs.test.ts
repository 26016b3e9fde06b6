import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
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

/**
 * Does what a reader of the page does: runs each command, copies what it printed where the next block says so, and compares it with
 * the answer that is shown below, if any. Gives the last answer, and how many were compared.
 */
async function follow(blocks: readonly Block[], variables: Record<string, string>) {
  let printed: Record<string, unknown> = {};
  let compared = 0;
  for (const [index, { language, text }] of blocks.entries()) {
    if (language !== 'bash' || text.startsWith('npm ')) continue;
    if (text.startsWith('export ')) {
      for (const [line, name = '', field = ''] of text.matchAll(/^export (\w+)=.*# (?:its|their|the) (\w+)/gm)) {
        expect(printed[field], line).toBeTypeOf('string');
        variables[name] = String(printed[field]);
      }
      continue;
    }
    // Nothing is what a 204 prints.
    printed = JSON.parse((await shell(text, variables)) || '{}');
    expect(printed.error ?? undefined, text).toBeUndefined();
    const { job } = printed as { job?: { id: string } };
    if (job) await app.client(variables.KEY).settled(job.id);
    const shown = blocks[index + 1];
    if (shown?.language !== 'json') continue;
    expect(shapeOf(printed), text).toEqual(shapeOf(JSON.parse(shown.text)));
    compared += 1;
  }
  return { printed, compared };
}

describe('the README', () => {
  it('its minute from nothing to a cited answer works as printed', async () => {
    const { printed, compared } = await follow((await blocksOf('README.md')).slice(0, 12), {});
    expect(compared).toBe(4);
    const { refused, citations } = printed as { refused: boolean; citations: unknown[] };
    expect(refused).toBe(false);
    expect(citations[0]).toMatchObject({ page: 2, document: { title: 'harbour.pdf' } });
  });
});

it('the quick start works as printed, and the key it makes is dead at its end', async () => {
  const variables: Record<string, string> = {};
  const { compared } = await follow(await blocksOf('docs/quick-start.md'), variables);
  expect(compared).toBe(3);
  expect((await app.client(variables.SCRIPT).get('/auth/me')).status).toBe(401);
});

describe('the guides', () => {
  it.each([
    'docs/guides/keys.md',
    'docs/guides/derived-keys.md',
    'docs/guides/members.md',
    'docs/guides/n8n.md',
    'docs/guides/ingest.md',
    'docs/guides/sources.md',
    'docs/guides/search.md',
    'docs/guides/agents.md',
    'docs/guides/providers.md',
    'docs/guides/jobs.md',
    'docs/guides/memory.md',
    'docs/guides/audit.md',
    'docs/guides/analytics.md',
    'docs/guides/leaked-keys.md',
    'docs/guides/webhooks.md',
    'docs/guides/credentials.md',
    'docs/guides/apps.md',
    'docs/guides/plans.md',
    'docs/guides/mcp.md',
    'docs/guides/evaluation.md',
    'docs/guides/command-line.md',
    'docs/guides/conversations.md',
    'docs/guides/openai.md',
    'docs/guides/embed.md',
  ])('%s: its examples work', async (page) => {
    const blocks = await blocksOf(page);
    expect(blocks.filter(({ language }) => language === 'bash').length).toBeGreaterThan(0);
    await follow(blocks, { KEY: owner.key ?? '' });
  });

  it('n8n.md: its nodes send what the server takes', async () => {
    const [workflow] = (await blocksOf('docs/guides/n8n.md')).filter(({ language }) => language === 'json');
    const { nodes } = JSON.parse(workflow?.text ?? '') as { nodes: { name: string; parameters: N8nRequest }[] };
    const { id, agent_id } = (await owner.get('/projects/handbook')).body;
    const key = { name: 'n8n', scopes: ['ingest', 'query'], project_ids: [id] };
    const client = app.client((await owner.post('/api-keys', key)).body.raw_key);
    const item = {
      id: 'faq-7',
      title: 'Hours',
      text: 'The “office” is\nopen.',
      question: 'When is the "office" open?',
    };
    const statuses: Record<string, number> = {};
    for (const { name, parameters } of nodes) {
      const path = parameters.url.replace('http://127.0.0.1:3000/api/v1', '').replace('YOUR_AGENT_ID', agent_id);
      const [, expression = ''] = /^=\{\{(.*)\}\}$/.exec(parameters.jsonBody) ?? [];
      const body: string = runInNewContext(expression, { $json: item });
      const answer = await client.send(parameters.method, path, JSON.parse(body));
      statuses[name] = answer.status;
      if (answer.body.job) await client.settled(answer.body.job.id);
    }
    expect(statuses).toEqual({ 'Bring in': 202, Ask: 200 });
  });
});

/** What of the HTTP Request node decides its request. */
interface N8nRequest {
  method: string;
  url: string;
  jsonBody: string;
}

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
  const docs = (await readdir(join(root, 'docs'), { recursive: true })).filter((name) => name.endsWith('.md'));
  const pages = ['README.md', 'CONTRIBUTING.md', ...docs.map((name) => join('docs', name))];
  expect(pages.length).toBeGreaterThan(30);
  for (const page of pages) {
    const markdown = await readFile(join(root, page), 'utf8');
    for (const [, target = ''] of markdown.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      await expect(readFile(join(root, page, '..', target)), `${page} → ${target}`).resolves.toBeTruthy();
    }
  }
});
