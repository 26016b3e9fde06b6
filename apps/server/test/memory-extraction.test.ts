import { expect, it } from 'vitest';
import { type Behaviour, chatEndpoint, fails, says } from '../src/platform/llm/chat-endpoint.testing.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Answer, Client } from './client.ts';

interface Fact {
  id: string;
  content: string;
  superseded_by: string | null;
}

/** What the model is given to read. */
interface Read {
  turns: { number: number; text: string }[];
  known: { number: number; text: string }[];
}

/** A model that answers by what it reads. */
const model =
  (facts: (read: Read) => object[]): Behaviour =>
  (response, received) => {
    const read = JSON.parse(received.body.messages.at(-1)?.content ?? '') as Read;
    says(JSON.stringify({ facts: facts(read) }))(response, received);
  };

const learns = model(() => [
  { text: 'Nora lives in Leeds.', operation: 'add', sources: [1], importance: 0.9 },
  { text: 'Nora has a dog called Biscuit.', operation: 'add', sources: [1] },
]);
const hearsOfTheMove = model(({ known }) => {
  const number = (text: string) => known.find((fact) => fact.text.includes(text))?.number;
  return [
    {
      text: 'Nora’s home is in Bristol.',
      operation: 'supersede',
      known: number('Leeds'),
      sources: [1],
      valid_from: '2026-01-17',
    },
    { text: 'Nora owns Biscuit, a dog.', operation: 'merge', known: number('Biscuit'), sources: [1] },
  ];
});
const summarises = model(({ turns }) =>
  turns.map(({ number, text }) => ({ text: `Nora said: ${text}`, sources: [number] })),
);

it('RV-6: a language model extracts facts from what is said, merges and supersedes them; while it fails, what was said is found', async () => {
  const upstream = await chatEndpoint(learns, hearsOfTheMove, fails(401), fails(401), summarises);
  const clock = testClock('2026-01-12T09:00:00Z');
  const env = { LLM_BASE_URL: upstream.baseUrl, LLM_MODEL: 'test-model', LLM_API_KEY: 'sk-very-secret' };
  const app = await startTestApp(env, { clock });
  try {
    const owner = await app.tenant();
    const say = async (content: string, id: string) => {
      const messages = [{ role: 'user', content, id }];
      const { status, text } = await owner.post('/memory', { user_id: 'nora', conversation_id: 'talk', messages });
      expect(status, text).toBe(201);
    };

    await say('I live in Leeds with Biscuit, my dog.', 'm-1');
    const [biscuit, leeds] = await facts(owner, 2);
    expect(leeds).toMatchObject({
      ...{
        kind: 'fact',
        content: 'Nora lives in Leeds.',
        conversation_id: 'talk',
        valid_until: null,
        importance: expect.closeTo(0.9),
      },
      sources: [
        { id: 'm-1', role: 'user', content: 'I live in Leeds with Biscuit, my dog.', at: '2026-01-12T09:00:00.000Z' },
      ],
    });

    clock.advance(7 * 86_400);
    await say('On Saturday Biscuit and I moved to Bristol!', 'm-2');
    const all = await facts(owner, 3, '&include_superseded=true');
    const bristol = all.find(({ content }) => content === 'Nora’s home is in Bristol.');
    expect(bristol).toMatchObject({ valid_from: '2026-01-17T00:00:00.000Z', valid_until: null, superseded_by: null });
    expect(all.find(({ id }) => id === leeds?.id)).toMatchObject({
      ...{ superseded_by: bristol?.id, valid_until: '2026-01-17T00:00:00.000Z' },
    });
    expect(all.find(({ id }) => id === biscuit?.id)).toMatchObject({
      mentions: 2,
      sources: [{ id: 'm-1' }, { id: 'm-2' }],
    });
    const { memories } = (await owner.post('/memory/query', { user_id: 'nora', query: 'Where is Nora’s home?' })).body;
    const found = memories.map(({ content }: Fact) => content);
    expect(found).toContain('Nora’s home is in Bristol.');
    expect(found).not.toContain('Nora lives in Leeds.');

    await say('I am learning Portuguese.', 'm-3');
    await failedOnce(app);
    const asked = (await owner.post('/memory/query', { user_id: 'nora', query: 'Portuguese' })).body;
    expect(asked.memories[0]).toMatchObject({ kind: 'turn', content: 'I am learning Portuguese.' });

    clock.advance(3600);
    await say('I sing in a choir.', 'm-4');
    const later = await facts(owner, 4);
    expect(later.map(({ content }) => content)).toEqual(
      expect.arrayContaining(['Nora said: I am learning Portuguese.', 'Nora said: I sing in a choir.']),
    );
    expect(app.logged()).not.toMatch(/Portuguese|sk-very-secret/);
  } finally {
    await app.close();
  }
});

/** The facts about Nora once there are so many. */
async function facts(owner: Client, count: number, more = ''): Promise<Answer['body'][]> {
  for (;;) {
    const { data } = (await owner.get(`/memory?user_id=nora&kind=fact${more}`)).body;
    if (data.length >= count) return data;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function failedOnce({ db }: TestApp): Promise<void> {
  const failed = () => db.selectFrom('work').select('id').where('last_error', 'is not', null).executeTakeFirst();
  while (!(await failed())) await new Promise((resolve) => setTimeout(resolve, 20));
}
