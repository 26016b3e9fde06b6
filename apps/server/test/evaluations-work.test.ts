import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { registerEvaluationWork } from '../src/features/evaluations/index.ts';
import type { Ask, AskEvent } from '../src/features/query/index.ts';
import { detectLexicalEngine, VectorCache } from '../src/features/retrieval/index.ts';
import { createEncoders, createPackagedEncoder } from '../src/platform/embedding/index.ts';
import { ApiError } from '../src/platform/errors.ts';
import { uuidv7 } from '../src/platform/ids.ts';
import { createLog } from '../src/platform/log.ts';
import type { WorkHandler } from '../src/platform/queue/index.ts';
import { claim, complete, enqueue, release } from '../src/platform/queue/store.ts';
import { createMetrics, createTracing, watchSearches } from '../src/platform/telemetry/index.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';

/* What the queue does with an evaluation's work, step by step, in the place of a server that works. */

let app: TestApp;
let owner: Client;
let project: string;
const clock = testClock();
const asked: string[] = [];
let answer: (message: string) => void | Promise<void>;
let evaluate: WorkHandler;

beforeAll(async () => {
  const encoder = await createPackagedEncoder({ modelDir: inject('modelDir') });
  app = await startTestApp({ WORKERS: 'none' }, { encoder, clock });
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Harbour' })).body.id;
  const { db } = app;
  const queue = {
    enqueue: (tx: typeof db, items: Parameters<typeof enqueue>[1]) => enqueue(tx, items, clock.now()),
    wake() {},
  };
  const encoders = createEncoders(encoder, async () => null);
  const watch = watchSearches({ metrics: createMetrics(), tracing: await createTracing(null) });
  const searching = { db, encoders, lexical: await detectLexicalEngine(db), vectors: new VectorCache(db), watch };
  const handle = (_kind: string, handler: WorkHandler) => {
    evaluate = handler;
  };
  registerEvaluationWork({ handle }, { ...searching, log: createLog('silent'), clock, queue, ask });
});
afterAll(() => app.close());

/** Fails in the middle of each answer, unless `answer` throws before. */
const ask: Ask = async (_principal, _agentId, { message }) => {
  asked.push(message);
  await answer(message);
  return half();
};
async function* half(): AsyncGenerator<AskEvent, void> {
  yield { type: 'token', text: 'The ' };
  throw new ApiError('unavailable', { reason: 'The model is away.' });
}

const questions = (count: number) => Array.from({ length: count }, (_, n) => ({ question: `Question ${n + 1}?` }));

async function begin(count: number): Promise<string> {
  asked.length = 0;
  answer = () => {};
  const { body } = await owner.post(`/projects/${project}/evaluations`, {
    questions: questions(count),
    settings: { search_mode: 'lexical' },
  });
  return body.id;
}
const read = async (id: string) => (await owner.get(`/projects/${project}/evaluations/${id}`)).body;

/** Takes the next item and does it; false when there was none. A failure puts it back, and is thrown. */
async function step(): Promise<boolean> {
  const worker = uuidv7();
  const item = await claim(app.db, { owner: worker, kind: 'evaluation', now: clock.now(), leaseMs: 60_000 });
  if (!item) return false;
  try {
    await evaluate(item, {
      signal: new AbortController().signal,
      async complete(tx) {
        expect(await complete(tx, item, worker)).toBe(true);
      },
    });
  } catch (error) {
    await release(app.db, item, worker, clock.now(), 'failed');
    throw error;
  }
  return true;
}
async function allSteps(): Promise<number> {
  let steps = 0;
  while (await step()) steps += 1;
  return steps;
}

it('goes on after a crash with the questions that have no result, and asks none of the others again', async () => {
  const id = await begin(4);
  answer = (message) => {
    if (message === 'Question 3?') throw new Error('the process dies');
  };
  await expect(step()).rejects.toThrow('the process dies');
  expect(await read(id)).toMatchObject({ status: 'running', progress: { done: 2, total: 4 }, scores: null });
  const comparison = await owner.get(`/projects/${project}/evaluations/${id}/comparison?with=${id}`);
  expect([comparison.status, comparison.body.code]).toEqual([409, 'evaluation_running']);
  answer = () => {};
  await allSteps();
  expect(asked).toEqual(['Question 1?', 'Question 2?', 'Question 3?', 'Question 3?', 'Question 4?']);
  expect(await read(id)).toMatchObject({ progress: { done: 4, total: 4 }, finished_at: clock.now().toISOString() });
});

it('lets others have their turn after a few questions', async () => {
  const id = await begin(17);
  expect(await allSteps()).toBe(3);
  expect(await read(id)).toMatchObject({ progress: { done: 17 } });
});

it('an answer that fails is that question’s failure; an evaluation fails when there was no other', async () => {
  const id = await begin(2);
  await allSteps();
  const evaluation = await read(id);
  expect(evaluation).toMatchObject({
    status: 'failed',
    error: 'No question was answered. The first: The model is away.',
    scores: { questions: 2, failed: 2, latency_ms: null, metrics: { right: { value: 0 }, grounded: null } },
  });
  const { data } = (await owner.get(`/projects/${project}/evaluations/${id}/questions?only=wrong`)).body;
  expect(data).toMatchObject([{ result: { outcome: 'failed', error: { code: 'unavailable' } } }, {}]);
});

it('a deletion stops it, and nothing is left of it', async () => {
  const id = await begin(3);
  answer = async () => {
    expect((await owner.delete(`/projects/${project}/evaluations/${id}`)).status).toBe(204);
  };
  expect(await allSteps()).toBe(1);
  expect(asked).toEqual(['Question 1?']);
  expect((await owner.get(`/projects/${project}/evaluations/${id}`)).status).toBe(404);
  const left = app.db.selectFrom('evaluation_questions').selectAll().where('evaluation_id', '=', id);
  expect(await left.execute()).toEqual([]);
});

it('questions that never work are given up, and what was judged is kept', async () => {
  const id = await begin(2);
  answer = (message) => {
    if (message === 'Question 2?') throw new Error('again');
  };
  let failures = 0;
  const failed = () => {
    failures += 1;
    return true;
  };
  while (await step().catch(failed));
  expect(failures).toBe(6);
  expect(await read(id)).toMatchObject({ status: 'failed', progress: { done: 1, total: 2 }, scores: { questions: 1 } });
});
