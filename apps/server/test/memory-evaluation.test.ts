import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';

/** A conversation of many sessions and questions about it, in the shape of the files of LoCoMo (arXiv 2402.17753). */
interface Sample {
  sample_id: string;
  /** `session_1`: turns; `session_1_date_time`: when they were said. */
  conversation: { speaker_a: string; speaker_b: string; [session: string]: string | Turn[] };
  qa: Question[];
}

interface Turn {
  speaker: string;
  dia_id: string;
  text: string;
}

interface Question {
  question: string;
  answer: string;
  /** `dia_id`s of the turns that hold the answer. */
  evidence: string[];
  /** Ours: of the turns that held it before, and do not any more. */
  outdated?: string[];
  category: number;
}

const CATEGORIES = new Map([
  [1, 'multi-hop'],
  [2, 'temporal'],
  [3, 'inference'],
  [4, 'single-hop'],
]);

const folder = new URL('memory-evaluation/', import.meta.url);
const samples = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Sample);

it('the conversations are as long as they say, and every question has its evidence in them', () => {
  const turns = samples.map((sample) => sessions(sample).flatMap(({ turns }) => turns));
  expect(samples.length).toBeGreaterThanOrEqual(3);
  expect(turns.flat().length).toBeGreaterThanOrEqual(400);
  for (const [index, sample] of samples.entries()) {
    expect(sessions(sample).length).toBeGreaterThanOrEqual(8);
    expect(sample.qa.length).toBeGreaterThanOrEqual(25);
    const ids = turns[index]?.map(({ dia_id }) => dia_id);
    expect(new Set(ids).size).toBe(ids?.length);
    for (const { evidence, outdated = [], category } of sample.qa) {
      expect(evidence.length).toBeGreaterThan(0);
      expect(ids).toEqual(expect.arrayContaining([...evidence, ...outdated]));
      expect(CATEGORIES.has(category)).toBe(true);
    }
  }
});

/** How well the ranking finds what was said has nothing to do with where it is stored: once is enough. */
describe.runIf(process.env.TEST_DATABASE === 'embedded')(
  'what was said in months of conversation, without a model',
  () => {
    let app: TestApp;
    let owner: Client;
    const asked: { sample: string; question: Question; found: string[] }[] = [];

    beforeAll(async () => {
      app = await startTestApp();
      owner = await app.tenant();
      for (const sample of samples) await tell(owner, sample);
      await encoded(app);
      for (const sample of samples) {
        const user_id = sample.sample_id;
        const at = dayAfter(sample);
        for (const question of sample.qa) {
          const { body } = await owner.post('/memory/query', { user_id, query: question.question, top_k: 10, at });
          const found = body.memories.map((memory: { sources: { id: string }[] }) => memory.sources[0]?.id);
          asked.push({ sample: user_id, question, found });
        }
      }
    });
    afterAll(() => app.close());

    it('RV-6: at least 0.6 of the evidence is among the ten memories found', () => {
      const recall = mean(asked.map(recallOf));
      const by = (name: (one: (typeof asked)[number]) => string) =>
        [...Map.groupBy(asked, name)].map(
          ([of, some]) => `${of} ${mean(some.map(recallOf)).toFixed(2)} (${some.length})`,
        );
      report(`recall@10 ${recall.toFixed(3)} of ${asked.length} questions`);
      report(by(({ sample }) => sample).join(', '));
      report(by(({ question }) => CATEGORIES.get(question.category) ?? '').join(', '));
      expect(recall).toBeGreaterThanOrEqual(0.6);
    });

    it('of what has changed, what was said last is found before what was said first, more often than not', () => {
      const changed = asked.filter(({ question }) => question.outdated);
      const place = (found: string[], ids: string[]) =>
        Math.min(...ids.map((id) => (found.includes(id) ? found.indexOf(id) : found.length)));
      const rightly = changed.filter(
        ({ question, found }) => place(found, question.evidence) < place(found, question.outdated ?? []),
      );
      report(`newest first in ${rightly.length} of ${changed.length} questions about what has changed`);
      expect(rightly.length / changed.length).toBeGreaterThan(0.5);
    });
  },
);

/** Session by session, each turn with the time at which it was said. */
async function tell(owner: Client, sample: Sample): Promise<void> {
  for (const { name, at, turns } of sessions(sample)) {
    const messages = turns.map(({ speaker, dia_id, text }, place) => ({
      ...{ role: speaker === 'Assistant' ? 'assistant' : 'user', name: speaker, id: dia_id, content: text },
      created_at: new Date(at + place * 30_000).toISOString(),
    }));
    const { status, text } = await owner.post('/memory', {
      user_id: sample.sample_id,
      conversation_id: name,
      messages,
    });
    expect(status, text).toBe(201);
  }
}

function sessions({ conversation }: Sample): { name: string; at: number; turns: Turn[] }[] {
  const found = [];
  for (let number = 1; Array.isArray(conversation[`session_${number}`]); number++) {
    const name = `session_${number}`;
    // "8:14 am on 4 March, 2024"
    const [time, day] = String(conversation[`${name}_date_time`]).split(' on ');
    found.push({ name, at: Date.parse(`${day} ${time} UTC`), turns: conversation[name] as Turn[] });
  }
  return found;
}

/** When the questions are asked: what is recent is so from there. */
const dayAfter = (sample: Sample) => new Date((sessions(sample).at(-1)?.at ?? 0) + 86_400_000).toISOString();

/** Waits until the memories have their vectors. */
async function encoded({ db }: TestApp): Promise<void> {
  const isWaiting = () => db.selectFrom('work').select('id').where('kind', '=', 'embed-memory').executeTakeFirst();
  while (await isWaiting()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const recallOf = ({ question, found }: { question: Question; found: string[] }) =>
  mean(question.evidence.map((id) => (found.includes(id) ? 1 : 0)));

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const report = (line: string) => void process.stdout.write(`${line}\n`);
