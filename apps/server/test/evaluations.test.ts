import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deriveKey } from '@ragkeep/access';
import { CLIENT_COMMANDS, perform } from '@ragkeep/cli';
import { findCommand, readArguments } from '@ragkeep/cli/terminal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import { ragkeep } from './cli.ts';
import type { Answer, Client } from './client.ts';
import { keyOf } from './keys.ts';

let app: TestApp;
let owner: Client;
let project: { id: string; slug: string; agent_id: string };

const DOCUMENTS = [
  { external_id: 'pilot', title: 'Pilotage', text: 'Ships longer than ninety metres must take a pilot on board.' },
  { external_id: 'tide', title: 'Tides', text: 'The tide gauge is read by hand every morning at six.' },
  { external_id: 'built', title: 'History', text: 'The harbour was built in 1821 by the engineer Robert Stevenson.' },
];
const PILOT = {
  question: 'Which ships must take a pilot?',
  expected_documents: ['pilot'],
  expected_answer: 'ninety metres',
  tags: ['rules'],
};
const TIDE = { question: 'When is the tide gauge read?', expected_documents: ['Tides', 'no such thing'] };
const BUILT = { question: 'Who built the harbour?', expected_answer: 'Robert Stevenson', tags: ['people', 'history'] };
const BRAZIL = { question: 'Who is the president of Brazil?', answerable: false, tags: ['people'] };

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Harbour' })).body;
  await owner.ingest(project.id, { documents: DOCUMENTS });
});
afterAll(() => app.close());

const at = (path = '') => `/projects/${project.id}/evaluations${path}`;

/** Begins one and waits for its end by asking, as a client would. */
async function evaluated(body: object, client = owner): Promise<Answer['body']> {
  const begun = await client.post(at(), body);
  expect(begun.status, begun.text).toBe(202);
  return ended(begun.body.id, client);
}

async function ended(id: string, client = owner): Promise<Answer['body']> {
  for (;;) {
    const { body } = await client.get(at(`/${id}`));
    if (body.finished_at !== null) return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('an evaluation', () => {
  it('asks, judges by what is expected, and keeps scores and what was judged', async () => {
    const begun = await owner.post(at(), { questions: [PILOT, TIDE, BUILT, BRAZIL] });
    expect(begun.body).toMatchObject({ agent_id: project.agent_id, name: 'Assistant, version 1', scores: null });
    const { scores, ...rest } = await ended(begun.body.id);
    expect(rest).toMatchObject({
      status: 'succeeded',
      progress: { done: 4, total: 4 },
      error: null,
      settings: { agent_version: 1, search_mode: 'hybrid', engines: { answerer: 'extractive' } },
    });
    expect(scores).toMatchObject({ questions: 4, failed: 0, missing: 1 });
    const { metrics } = scores;
    expect(metrics.right).toMatchObject({ value: 1, n: 4 });
    expect(metrics.answered).toMatchObject({ value: 1, n: 3 });
    expect(metrics.refused_correctly).toMatchObject({ value: 1, n: 1 });
    expect(metrics.recall_at_1).toMatchObject({ value: 0.75, n: 2 });
    expect(metrics.mrr_at_10).toMatchObject({ value: 1, n: 2 });
    expect(metrics.cited_expected).toMatchObject({ value: 1, n: 2 });
    expect(metrics.answer_contains).toMatchObject({ value: 1, n: 2 });
    expect(metrics.grounded).toMatchObject({ value: 1, n: 3 });
    expect(Object.keys(scores.by_tag).sort()).toEqual(['history', 'people', 'rules']);
    expect(scores.by_tag.people).toMatchObject({ questions: 2, metrics: { right: { value: 1, n: 2 } } });
  });

  it('tells of each question what was found and answered', async () => {
    const wrong = { question: 'How are ships to be painted?', expected_documents: ['pilot'], expected_answer: 'green' };
    const { id } = await evaluated({ questions: [PILOT, wrong, TIDE], name: 'Mixed' });
    const { data } = (await owner.get(at(`/${id}/questions`))).body;
    expect(data).toMatchObject([
      {
        ...PILOT,
        ordinal: 1,
        result: {
          outcome: 'right',
          mode: 'extractive',
          missing: [],
          citations: [{ n: 1, document: { external_id: 'pilot' }, expected: true, verbatim: true }],
          error: null,
        },
      },
      { result: { outcome: 'wrong' } },
      { result: { missing: ['no such thing'] } },
    ]);
    expect(data[0].result.retrieved[0]).toMatchObject({ rank: 1, document: { title: 'Pilotage' }, expected: true });
    expect(data[0].result.answer).toContain('ninety metres');
    const only = (await owner.get(at(`/${id}/questions?only=wrong`))).body.data;
    expect(only.map(({ ordinal }: { ordinal: number }) => ordinal)).toEqual([2]);
    const first = (await owner.get(at(`/${id}/questions?limit=2`))).body;
    const second = (await owner.get(at(`/${id}/questions?cursor=${first.next_cursor}`))).body;
    expect([...first.data, ...second.data]).toEqual(data);
  });

  it('by other settings and versions than the agent’s own, without changing it', async () => {
    const version = (await owner.get(`/agents/${project.agent_id}`)).body;
    const { settings } = await evaluated({ questions: [PILOT], settings: { search_mode: 'lexical', top_k: 1 } });
    expect(settings).toMatchObject({ search_mode: 'lexical', top_k: 1 });
    expect((await owner.get(`/agents/${project.agent_id}`)).body).toEqual(version);
    const { status, body } = await owner.post(at(), { questions: [PILOT], version: 999 });
    expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it.each([
    ['no question', []],
    ['a question twice', [PILOT, PILOT]],
    ['expectations of what cannot be answered', [{ ...PILOT, answerable: false }]],
    ['text that cannot be kept', [{ question: 'a\u0000b' }]],
    ['a thousand and one questions', Array.from({ length: 1001 }, (_, n) => ({ question: `${n}?` }))],
  ])('400 for %s', async (_, questions) => {
    const { status, body } = await owner.post(at(), { questions });
    expect([status, body.code]).toEqual([400, 'invalid_request']);
  });
});

describe('a comparison', () => {
  it('shows what another agent changed, question by question', async () => {
    const strict = { name: 'Blind', project_id: project.id, filter: { external_id: 'tide' } };
    const agent = (await owner.post('/agents', strict)).body;
    const before = await evaluated({ questions: [PILOT, TIDE, BUILT, BRAZIL] });
    const after = await evaluated({ questions: [TIDE, PILOT, BUILT], agent_id: agent.id });
    expect(after.settings).toMatchObject({ agent_name: 'Blind', filter: { external_id: 'tide' } });
    const { body } = await owner.get(at(`/${after.id}/comparison?with=${before.id}`));
    expect(body.shared).toBe(3);
    expect(body.changed).toMatchObject([
      { question: PILOT.question, ordinal: 2, change: 'worse', outcome: 'wrong', with_outcome: 'right' },
      { question: BUILT.question, change: 'worse' },
    ]);
    expect(body.metrics.right).toMatchObject({ with: 1, better: 0, worse: 2, p_value: 0.5, n: 3 });
    expect(body.metrics.right.delta).toBeCloseTo(-2 / 3);
    expect((await owner.get(at(`/${after.id}/comparison`))).body).toEqual(body);
    const back = (await owner.get(at(`/${before.id}/comparison?with=${after.id}`))).body;
    expect(back.changed.map(({ change }: { change: string }) => change)).toEqual(['better', 'better']);
    const listed = (await owner.get(at(`?agent_id=${agent.id}`))).body.data;
    expect(listed.map(({ id }: { id: string }) => id)).toEqual([after.id]);
  });
});

describe('who may', () => {
  it('judging needs the agents and the right to ask; so does reading what was answered', async () => {
    const { id } = await evaluated({ questions: [PILOT] });
    const may = async (scopes: string[]) => {
      const { client } = await keyOf(app, owner, { scopes });
      const answers = [
        await client.post(at(), { questions: [PILOT] }),
        await client.get(at(`/${id}`)),
        await client.get(at(`/${id}/questions`)),
      ];
      return answers.map(({ status, body }) => body.details?.required_scope ?? status);
    };
    expect(await may(['query'])).toEqual(['agents:write', 'agents:read', 'agents:read']);
    expect(await may(['agents:read', 'query'])).toEqual(['agents:write', 200, 200]);
    expect(await may(['agents:write'])).toEqual(['query', 200, 'query']);
    expect(await may(['agents:write', 'query'])).toEqual([202, 200, 200]);
  });

  it('keys of other projects, of agents alone, and with a filter find none', async () => {
    const { id } = await evaluated({ questions: [PILOT] });
    const other = (await owner.post('/projects', { name: 'Elsewhere' })).body;
    const scopes = ['agents:write', 'query'];
    const foreign = (await keyOf(app, owner, { scopes, project_ids: [other.id] })).client;
    const bot = (await keyOf(app, owner, { scopes, agent_ids: [project.agent_id] })).client;
    for (const client of [foreign, bot, await app.tenant('Stranger')]) {
      const body = { questions: [PILOT] };
      const refused = [await client.post(at(), body), await client.get(at()), await client.get(at(`/${id}`))];
      expect(refused.map(({ status }) => status)).toEqual([404, 404, 404]);
    }
    const theirs = await owner.post(at(), { questions: [PILOT], agent_id: other.agent_id });
    expect(theirs.status).toBe(404);
    const through = await owner.get(`/projects/${other.id}/evaluations/${id}`);
    expect([through.status, through.body.message]).toEqual([404, 'No such evaluation']);
    const claims = { expiresAt: new Date(Date.now() + 60_000), filter: { external_id: 'tide' } };
    const narrow = app.client(await deriveKey(owner.key ?? '', claims));
    expect((await narrow.post(at(), { questions: [PILOT] })).body.code).toBe('insufficient_scope');
    expect((await narrow.get(at(`/${id}`))).body.code).toBe('insufficient_scope');
  });

  it('a workspace is a project', async () => {
    const { status, body } = await owner.get(`/workspaces/${project.slug}/evaluations?limit=1`);
    expect([status, body.data.length]).toEqual([200, 1]);
  });
});

// It speaks HTTP and sees no database, so once is enough.
describe.runIf(process.env.TEST_DATABASE === 'embedded')('ragkeep eval', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ragkeep-eval-'));
    const lines = [PILOT, BUILT, BRAZIL].map((question) => JSON.stringify(question));
    await writeFile(join(folder, 'set.jsonl'), lines.join('\n'));
    await writeFile(join(folder, 'bad.jsonl'), `${lines[0]}\n{"question":""}`);
    await writeFile(join(folder, 'set.csv'), 'question,answerable\n"Who, then, is the president?",no\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const judge = async (file: string, args: string[] = [], key = owner.key ?? '') => {
    const words = ['eval', project.slug, join(folder, file), '--url', app.url, ...args];
    const said = await ragkeep({ RAGKEEP_KEY: key }, words);
    expect(said.stdout + said.stderr).not.toContain(key);
    return said;
  };

  it('prints the scores, then what changed since', async () => {
    const first = await judge('set.jsonl', ['--name', 'First']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(
      /^First: 3 questions, evaluation \S+\n\nMETRIC +SCORE +95 % +N\nright +1.000 +0.44–1.00 +3\n/,
    );
    const args = ['--compare', 'last', '--top-k', '1', '--fail-under', 'recall@10=0.5,right=0.9', '--json'];
    const second = await judge('set.jsonl', args);
    expect(second.code).toBe(0);
    const { evaluation, comparison, below } = JSON.parse(second.stdout);
    expect(evaluation.settings.top_k).toBe(1);
    expect(comparison).toMatchObject({ shared: 3, metrics: { right: { with: 1, n: 3 } } });
    expect(below).toEqual([]);
  });

  it('ends with 1 below a threshold, or when the questions have nothing to show for it', async () => {
    const { code, stdout } = await judge('set.csv', ['--fail-under', 'recall@10=0.5', '--compare', 'last']);
    expect(code).toBe(1);
    expect(stdout).toContain('recall@10 has no questions');
    expect(stdout).toContain('Compared by 0 questions');
  });

  it.each<[string, string, RegExp, string[]?, (string | undefined)?]>([
    ['the questions', 'bad.jsonl', /questions\[1\]\.question: must not be empty/],
    ['the file', 'none.jsonl', /none\.jsonl cannot be read: ENOENT/],
    ['the key', 'set.csv', /^\S+ does not accept the key in RAGKEEP_KEY\.$/, [], 'rk_live_not-a-key'],
    ['the threshold', 'set.csv', /--fail-under: “recal=1” is not a metric/, ['--fail-under', 'recal=1']],
    ['the agent', 'set.csv', /No such agent/, ['--agent', '019a0000-0000-7000-8000-000000000000']],
    ['the server', 'set.csv', /No answer from http:\/\/127\.0\.0\.1:9: /, ['--url', 'http://127.0.0.1:9']],
  ])('says what is wrong with %s', async (_, file, message, args = [], key = owner.key) => {
    const words = [project.slug, join(folder, file), '--url', app.url, ...args];
    const { command } = findCommand(CLIENT_COMMANDS, ['eval']) ?? expect.fail();
    const { stdin, stdout, stderr } = process;
    const surroundings = { env: { HOME: folder, RAGKEEP_KEY: key }, stdin, stdout, stderr, json: true };
    const { typed } = readArguments(command, words);
    await expect(perform(command, typed, surroundings)).rejects.toThrow(message);
  });
});
