import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Job, Ragkeep, RagkeepError, type UploadProgress } from '@ragkeep/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

// What the methods send is tested beside them; here is whether a real server and they understand each other.
it('the SDK goes all the way: register, upload, follow, list, ask, log in, be refused', async () => {
  const open = new Ragkeep({ baseUrl: app.url });
  const person = { email: 'mia@example.com', password: 'a password of hers' };
  const { api_key: apiKey } = await open.createTenant({ name: 'Harbour', ...person });
  const ragkeep = new Ragkeep({ baseUrl: app.url, apiKey });
  const { slug, agent_id } = await ragkeep.createProject({ name: 'Handbook' });

  const progress: UploadProgress[] = [];
  const file = [
    new File(['The ferry leaves at seven in the morning. '.repeat(400)], 'Ferry “Ü”.txt'),
    new File(['Ships longer than ninety metres take a pilot.'], 'pilot.txt'),
    new File(['Diesel is sold at the west quay.'], 'diesel.txt'),
  ];
  const upload = { onUploadProgress: (now: UploadProgress) => progress.push(now) };
  const { job } = await ragkeep.ingest(slug, { file, metadata: '{"lang":"en"}' }, upload);
  const last = progress.at(-1);
  expect(last?.sent).toBe(last?.total);
  expect(last?.total).toBeGreaterThan(17_000);

  const told: Job[] = [];
  const ended = await ragkeep.jobEnded(job.id, { onProgress: (each) => told.push(each) });
  expect(ended).toMatchObject({ status: 'succeeded', documents: { succeeded: 3, failed: 0 } });
  expect(told.at(-1)).toEqual(ended);

  const names: (string | null)[] = [];
  for await (const document of ragkeep.listDocuments(slug, { limit: 2 })) names.push(document.filename);
  expect(names.sort()).toEqual(['Ferry “Ü”.txt', 'diesel.txt', 'pilot.txt']);
  expect((await ragkeep.listDocuments(slug, { limit: 2 })).data.length).toBe(2);

  const events: string[] = [];
  let answer = '';
  for await (const { event, data } of ragkeep.queryAgentStream(agent_id, { message: 'Who takes a pilot?' })) {
    events.push(event);
    if (event === 'token') answer += data.text;
    if (event === 'done') expect(data.citations[0]?.document.title).toContain('pilot');
  }
  expect([events[0], events.at(-1)]).toEqual(['token', 'done']);
  expect(answer).toContain('ninety metres');
  const { results } = await ragkeep.search(slug, { query: 'diesel', top_k: 1 });
  expect(results[0]?.text).toContain('west quay');

  const { access } = await open.login(person);
  const mia = new Ragkeep({ baseUrl: app.url, token: (refused) => (refused ? access : 'expired') });
  expect(await mia.getMe()).toMatchObject({ type: 'member', member: { email: person.email } });

  const idempotencyKey = 'once';
  const twice = await Promise.all(
    [1, 2].map(() => ragkeep.createProject({ name: 'Once' }, { idempotencyKey }).catch((error: unknown) => error)),
  );
  const [first] = twice.filter((each) => !(each instanceof RagkeepError)) as { id: string }[];
  expect(await ragkeep.createProject({ name: 'Once' }, { idempotencyKey })).toEqual(first);

  await expect(ragkeep.getProject('nowhere')).rejects.toMatchObject({
    name: 'RagkeepError',
    status: 404,
    code: 'not_found',
    message: 'No such project',
    requestId: expect.any(String),
  });
  await expect(ragkeep.createProject({ name: '' })).rejects.toMatchObject({
    code: 'invalid_request',
    details: { issues: [{ path: 'name', message: expect.any(String) }] },
  });
});

it('sdk.md: read from top to bottom it is a program, which prints what it says', async () => {
  const root = join(import.meta.dirname, '../../..');
  const page = await readFile(join(root, 'docs/guides/sdk.md'), 'utf8');
  const code = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block).join('\n');
  const program = code.replaceAll('http://127.0.0.1:3000', app.url);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', KEY: (await app.tenant()).key ?? '' },
  });
  expect(stdout).toMatch(
    /^succeeded well\ntimetable\.txt\n[\s\S]*seven[\s\S]*timetable\.txt\n404 not_found No such project\n$/,
  );
  expect(stderr).toMatch(/^\d+ of \d+ bytes\n/);
});
