import { deriveKey } from '@ragkeep/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keep } from '../src/features/memory/keep.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { keyOf } from './keys.ts';

let app: TestApp;
let owner: Client;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({}, { clock });
  owner = await app.tenant();
});
afterAll(() => app.close());

interface Shown {
  id: string;
  content: string;
  status: string;
}

const contents = (memories: Shown[]) => memories.map(({ content }) => content);
const remember = async (body: object, client = owner) => (await client.post('/memory', body)).body.memories;
const recall = async (body: object, client = owner) => (await client.post('/memory/query', body)).body;

const ONE = '2024-05-08T09:00:00.000Z';
const TWO = '2024-06-20T18:00:00.000Z';
const MESSAGES = [
  { role: 'user', name: 'Caroline', content: 'How did the race go?', created_at: ONE, id: 'D1:1' },
  { role: 'user', name: 'Melanie', content: 'I came in third, my best result ever!', created_at: ONE, id: 'D1:2' },
  { role: 'user', name: 'Melanie', content: 'My kids painted a sunset.', created_at: TWO, id: 'D2:1' },
  { role: 'assistant', content: '  ', id: 'blank' },
];

describe('RV-6: messages', () => {
  it('are kept word for word, with their sources, and found again, by who said them and by the question before', async () => {
    const created = await owner.post('/memory', { user_id: 'mel', conversation_id: 'chat 1', messages: MESSAGES });
    expect(created.status).toBe(201);
    expect(created.body.memories.map((memory: Shown) => [memory.content, memory.status])).toEqual(
      MESSAGES.slice(0, 3).map(({ content }) => [content, 'added']),
    );
    expect(created.body.memories[1]).toMatchObject({
      kind: 'turn',
      role: 'user',
      name: 'Melanie',
      conversation_id: 'chat 1',
      occurred_at: ONE,
      sources: [{ id: 'D1:2', role: 'user', name: 'Melanie', content: MESSAGES[1]?.content, at: ONE }],
    });
    const { memories, context } = await recall({ user_id: 'mel', query: 'What place did Melanie reach in the race?' });
    expect(memories[0]).toMatchObject({ content: MESSAGES[1]?.content, sources: [{ id: 'D1:2' }] });
    expect(memories.map(({ score }: { score: number }) => score)).toEqual(
      memories.map(({ score }: { score: number }) => score).sort((a: number, b: number) => b - a),
    );
    expect(context).toBe(
      [
        '## Said on 2024-05-08',
        '- Caroline: How did the race go?',
        '- Melanie: I came in third, my best result ever!',
        '',
        '## Said on 2024-06-20',
        '- Melanie: My kids painted a sunset.',
      ].join('\n'),
    );
    const june = await recall({ user_id: 'mel', query: 'What happened in June 2024?', top_k: 1 });
    expect(contents(june.memories)).toEqual(['My kids painted a sunset.']);
  });

  it('are found by their meaning once they are encoded', async () => {
    await remember({
      user_id: 'meaning',
      messages: [{ role: 'user', content: 'We adopted a puppy from the shelter.' }],
    });
    const scores = async () => (await recall({ user_id: 'meaning', query: 'Do they own a dog?' })).memories[0].scores;
    await expect.poll(async () => (await scores()).semantic, { timeout: 20_000 }).toBe(1);
    expect((await scores()).lexical).toBe(0);
  });

  it('that are very long become pieces, each of which names the message', async () => {
    const sentences = Array.from({ length: 120 }, (_, n) => `Sentence number ${n} tells what happened on day ${n}.`);
    const content = sentences.join(' ');
    const memories = await remember({ user_id: 'long', messages: [{ role: 'user', content, id: 'm-1' }] });
    expect(memories.length).toBeGreaterThan(2);
    expect(contents(memories).join('')).toBe(content);
    expect(new Set(memories.map((memory: { sources: { id: string }[] }) => memory.sources[0]?.id))).toEqual(
      new Set(['m-1']),
    );
  });
});

describe('RV-6: what is known already', () => {
  it('is merged when it is said again, in one request or in two', async () => {
    const user_id = 'twice';
    const [first] = await remember({ user_id, facts: ['Ada likes the green tea.'] });
    const again = await remember({ user_id, facts: ['ada likes green tea', 'Ada likes green tea!', 'Ada likes cake'] });
    expect(again.map((memory: Shown) => [memory.id === first.id, memory.status])).toEqual([
      [true, 'merged'],
      [true, 'merged'],
      [false, 'added'],
    ]);
    expect((await owner.get(`/memory/${first.id}`)).body).toMatchObject({
      content: 'Ada likes the green tea.',
      mentions: 3,
    });
    const messages = [{ role: 'user', content: 'I am back!', id: 'a' }];
    await remember({ user_id, messages });
    const [turn] = await remember({ user_id, messages: [{ ...messages[0], id: 'b' }] });
    expect(turn.sources.map(({ id }: Shown) => id)).toEqual(['a', 'b']);
    await remember({ user_id, messages });
    expect((await owner.get(`/memory/${turn.id}`)).body.sources).toHaveLength(2);
  });

  it('ends when a fact contradicts it, stays readable, and counts for the time before', async () => {
    const user_id = 'mover';
    const at = (content: string, valid_from: string) => ({ content, valid_from });
    const [paris] = await remember({ user_id, facts: [at('Ada lives in Paris', ONE), 'Ada likes trains'] });
    const [oslo] = await remember({ user_id, facts: [at('Ada now lives in Oslo.', TWO)] });
    expect(oslo).toMatchObject({ status: 'added', supersedes: [paris.id], valid_until: null });
    const [late] = await remember({ user_id, facts: [at('Ada lives in Rome', '2024-01-01T00:00:00.000Z')] });
    expect(late).toMatchObject({ status: 'superseded', superseded_by: paris.id, valid_until: ONE });

    const query = 'Where does Ada live?';
    expect(contents((await recall({ user_id, query })).memories)).toEqual([
      'Ada now lives in Oslo.',
      'Ada likes trains',
    ]);
    const before = await recall({ user_id, query, at: '2024-06-01T00:00:00.000Z', top_k: 1 });
    expect(contents(before.memories)).toEqual(['Ada lives in Paris']);
    expect((await recall({ user_id, query, at: '2020-01-01T00:00:00.000Z' })).memories).toEqual([]);

    const list = async (more = '') => contents((await owner.get(`/memory?user_id=${user_id}${more}`)).body.data);
    expect(await list()).toEqual(['Ada now lives in Oslo.', 'Ada likes trains']);
    expect(await list('&include_superseded=true')).toHaveLength(4);
    expect((await owner.get(`/memory/${paris.id}`)).body).toMatchObject({ superseded_by: oslo.id, valid_until: TWO });
  });
});

it('RV-6: a text is split into notes, and the context keeps its budget', async () => {
  const user_id = 'notes';
  const paragraphs = Array.from({ length: 30 }, (_, n) => `Note ${n}: the garden grows tomatoes in row ${n}.`);
  const memories = await remember({ user_id, text: paragraphs.join('\n\n') });
  expect(contents(memories)).toEqual(paragraphs);
  expect(memories[0]).toMatchObject({ kind: 'note', sources: [] });
  const { tokens } = await import('../src/platform/llm/tokens.ts');
  const lengths = [];
  for (const token_budget of [0, 20, 100, 400]) {
    const { context } = await recall({ user_id, query: 'tomatoes in row 7', top_k: 30, token_budget });
    expect(tokens(context)).toBeLessThanOrEqual(token_budget);
    lengths.push(context.split('\n').length);
  }
  expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  expect(lengths.at(-1)).toBeGreaterThan(10);
});

it('RV-6: a memory is read, corrected and forgotten, and lists go page by page', async () => {
  const user_id = 'editor';
  const [fact, other] = await remember({
    user_id,
    facts: ['Bo plays chess', { content: 'Bo is tall', importance: 0.9 }],
  });
  const changed = await owner.patch(`/memory/${fact.id}`, {
    content: 'Bo plays the violin',
    importance: 0.2,
    metadata: { by: 'support' },
    valid_until: '2099-01-01T00:00:00.000Z',
  });
  expect(changed.body).toMatchObject({ content: 'Bo plays the violin', importance: 0.2, metadata: { by: 'support' } });
  expect(contents((await recall({ user_id, query: 'violin', top_k: 1 })).memories)).toEqual(['Bo plays the violin']);
  expect(
    (await recall({ user_id, query: 'chess' })).memories.every(
      (one: { scores: { lexical: number } }) => one.scores.lexical === 0,
    ),
  ).toBe(true);
  await owner.patch(`/memory/${other.id}`, { valid_until: '2001-01-01T00:00:00.000Z' });
  expect(contents((await recall({ user_id, query: 'Bo tall' })).memories)).toEqual(['Bo plays the violin']);

  const page = (await owner.get(`/memory?user_id=${user_id}&limit=1&kind=fact`)).body;
  const rest = (await owner.get(`/memory?user_id=${user_id}&limit=1&cursor=${encodeURIComponent(page.next_cursor)}`))
    .body;
  expect(contents([...page.data, ...rest.data])).toEqual(['Bo is tall', 'Bo plays the violin']);

  expect((await owner.delete(`/memory/${fact.id}`)).status).toBe(204);
  expect((await owner.get(`/memory/${fact.id}`)).status).toBe(404);
  expect((await recall({ user_id, query: 'violin' })).memories).toEqual([]);
});

it('RV-6: what cannot be remembered or asked is refused', async () => {
  const statusOf = async (path: string, body: object) => (await owner.post(path, body)).status;
  expect(await statusOf('/memory', { user_id: 'x' })).toBe(400);
  expect(await statusOf('/memory', { user_id: 'x', text: 'a', facts: ['b'] })).toBe(400);
  expect(await statusOf('/memory', { facts: ['b'] })).toBe(400);
  expect(await statusOf('/memory', { user_id: 'x', facts: Array(201).fill('b') })).toBe(400);
  expect(await statusOf('/memory', { user_id: 'x', project_id: 'no-such', facts: ['b'] })).toBe(404);
  expect(await statusOf('/memory/query', { user_id: 'unheard-of', query: 'b' })).toBe(404);
  expect((await owner.get('/memory?user_id=unheard-of')).status).toBe(404);
});

it('RV-6: a key that is limited to a project or agent keeps to it; another tenant sees nothing', async () => {
  const user_id = 'reached';
  const [one, two] = await Promise.all(
    ['One', 'Two'].map(async (name) => (await owner.post('/projects', { name })).body),
  );
  const limited = async (limits: object) =>
    app.client((await keyOf(app, owner, { scopes: ['memory:write'], ...limits })).raw);
  const inOne = await limited({ project_ids: [one.id] });
  const inBoth = await limited({ project_ids: [one.id, two.id] });
  const asAgent = await limited({ agent_ids: [two.agent_id] });

  const [whole] = await remember({ user_id, facts: ['Zed owns a boat'] });
  const [first] = await remember({ user_id, facts: ['Zed owns a boat'] }, inOne);
  const [second] = await remember({ user_id, facts: ['Zed owns a boat'], project_id: two.slug });
  const [again] = await remember({ user_id, facts: ['Zed owns a boat'], project_id: two.id }, inBoth);
  expect(again).toMatchObject({ id: second.id, status: 'merged' });
  const [ofAgent] = await remember({ user_id, facts: ['Zed owns a boat'] }, asAgent);
  expect([whole, first, second, ofAgent].map((memory) => [memory.status, memory.project_id, memory.agent_id])).toEqual([
    ['added', null, null],
    ['added', one.id, null],
    ['added', two.id, null],
    ['added', two.id, two.agent_id],
  ]);
  expect((await inBoth.post('/memory', { user_id, facts: ['a'] })).status).toBe(400);
  expect((await inOne.post('/memory', { user_id, facts: ['a'], project_id: two.id })).status).toBe(404);

  const found = async (client: Client, more: object = {}) =>
    new Set((await recall({ user_id, query: 'boat', ...more }, client)).memories.map(({ id }: Shown) => id));
  expect(await found(owner)).toEqual(new Set([whole.id, first.id, second.id, ofAgent.id]));
  expect(await found(owner, { project_id: one.id })).toEqual(new Set([whole.id, first.id]));
  expect(await found(inOne)).toEqual(new Set([first.id]));
  expect(await found(inBoth)).toEqual(new Set([first.id, second.id, ofAgent.id]));
  expect(await found(asAgent)).toEqual(new Set([ofAgent.id]));
  expect((await inOne.get(`/memory?user_id=${user_id}`)).body.data.map(({ id }: Shown) => id)).toEqual([first.id]);
  expect((await inOne.get(`/memory/${second.id}`)).status).toBe(404);
  expect((await inOne.delete(`/memory/${second.id}`)).status).toBe(404);

  const stranger = await app.tenant('Stranger');
  expect((await stranger.get(`/memory/${whole.id}`)).status).toBe(404);
  expect((await stranger.patch(`/memory/${whole.id}`, { importance: 1 })).status).toBe(404);
  expect((await stranger.post('/memory/query', { user_id: whole.user_id, query: 'boat' })).status).toBe(404);
  expect((await stranger.get(`/memory?user_id=${whole.user_id}`)).status).toBe(404);
});

it('RV-6: a derived key is its user’s and nobody else’s', async () => {
  const { raw } = await keyOf(app, owner, { scopes: ['memory:write'] });
  const expiresAt = new Date(clock.now().getTime() + 600_000);
  const derived = (subject: string) =>
    deriveKey(raw, { expiresAt, subject, scopes: ['memory:write'] }).then((key) => app.client(key));
  const [ann, ben] = [await derived('ann'), await derived('ben')];
  const [memory] = await remember({ facts: ['Ann has a red car'] }, ann);
  await remember({ facts: ['Ben has a blue car'] }, ben);
  expect(contents((await recall({ query: 'car' }, ann)).memories)).toEqual(['Ann has a red car']);
  expect(contents((await ann.get('/memory')).body.data)).toEqual(['Ann has a red car']);
  expect(contents((await recall({ user_id: 'ann', query: 'car' })).memories)).toEqual(['Ann has a red car']);
  expect((await ben.post('/memory/query', { user_id: 'ann', query: 'car' })).status).toBe(404);
  expect((await ben.post('/memory', { user_id: 'ann', facts: ['x'] })).status).toBe(404);
  expect((await ben.get(`/memory/${memory.id}`)).status).toBe(404);
  expect((await ben.patch(`/memory/${memory.id}`, { importance: 1 })).status).toBe(404);
  expect((await ben.delete(`/memory/${memory.id}`)).status).toBe(404);
});

it('RV-6: with a user goes all that is remembered about them', async () => {
  const messages = [{ role: 'user', content: 'My secret is a lighthouse.', id: 'm' }];
  const [{ user_id, id }] = await remember({ user_id: 'leaver', messages });
  await recall({ user_id, query: 'lighthouse' });
  expect((await owner.delete(`/users/${user_id}`)).status).toBe(204);
  expect((await owner.get(`/memory/${id}`)).status).toBe(404);
  for (const table of ['memories', 'memory_sources', 'memory_states'] as const) {
    const rows = await app.db.selectFrom(table).selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`lighthouse|${user_id}|${id}`));
  }
  await remember({ user_id: 'leaver', facts: ['new'] });
  expect(contents((await recall({ user_id: 'leaver', query: 'lighthouse' })).memories)).toEqual(['new']);
});

it('RV-6: beyond what is kept of a user the least useful is forgotten: superseded, unimportant, unused, old', async () => {
  const user_id = 'full';
  const facts = ['Ada lives in Paris', 'Ada lives in Oslo', { content: 'Ada is allergic to nuts', importance: 1 }];
  const [paris, oslo, nuts] = await remember({ user_id, facts });
  const [tea, ink] = await remember({
    user_id,
    facts: ['tea', 'ink'].map((content) => ({ content, importance: 0.1 })),
  });
  for (let n = 0; n < 3; n++) await remember({ user_id, facts: ['tea'] });
  const { tenant_id: tenantId } = await app.db
    .selectFrom('memories')
    .select('tenant_id')
    .where('id', '=', tea.id)
    .executeTakeFirstOrThrow();
  const now = clock.now();
  const owned = { tenantId, userId: tea.user_id, projectId: null, agentId: null };
  const item = {
    kind: 'fact',
    conversationId: null,
    role: null,
    name: null,
    importance: 0.5,
    occurredAt: now,
  } as const;
  const rest = { validFrom: null, validUntil: null, metadata: {}, sources: [] };
  const [added] = await app.db
    .transaction()
    .execute((tx) => keep(tx, owned, [{ ...item, ...rest, content: 'One more' }], now, 4));
  const { data } = (await owner.get(`/memory?user_id=${user_id}&include_superseded=true`)).body;
  const left = new Set(data.map(({ id }: Shown) => id));
  expect(left).toEqual(new Set([oslo.id, nuts.id, tea.id, added?.id]));
  expect([left.has(paris.id), left.has(ink.id)]).toEqual([false, false]);
});
