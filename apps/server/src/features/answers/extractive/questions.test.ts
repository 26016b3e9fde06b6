import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel, type Model } from '../../../platform/embedding/packaged/model.ts';
import type { Message } from '../../../platform/llm/index.ts';
import { FOLLOW_UPS, TOPIC_CHANGES } from '../fixtures/conversations.ts';
import { request } from '../fixtures/passage.ts';
import { ANSWERED, NEAR_MISSES, PARAPHRASED, UNANSWERED } from '../fixtures/questions.ts';
import { retrieve } from '../fixtures/retrieve.ts';
import { type Answerer, createAnswerer, type Encode } from '../index.ts';

let modelDir: string;
let model: Model;
beforeAll(async () => {
  modelDir = await mkdtemp(join(tmpdir(), 'answers-'));
  model = await loadModel(modelDir);
});
afterAll(async () => {
  await model.close();
  await rm(modelDir, { recursive: true });
});

/** What went wrong of what was tried. */
type Failures = string[];

async function notAnswered(answerer: Answerer, questions: typeof ANSWERED): Promise<Failures> {
  const failures: Failures = [];
  for (const [question, document, holds] of questions) {
    const { answer, citations } = await answerer.answer(request(question, retrieve(question)));
    if (!citations.some((c) => c.document.id === document) || !holds.test(answer)) failures.push(question);
  }
  return failures;
}

async function notRefused(answerer: Answerer, questions: string[]): Promise<Failures> {
  const failures: Failures = [];
  for (const question of questions) {
    if (!(await answerer.answer(request(question, retrieve(question)))).refused) failures.push(question);
  }
  return failures;
}

/** Goes through the conversations; the last question must bring the document among the first three, and its answer. */
async function lost(
  answerer: Answerer,
  conversations: typeof FOLLOW_UPS,
): Promise<{ notFound: Failures; notSaid: Failures }> {
  const failures = { notFound: [] as Failures, notSaid: [] as Failures };
  for (const [before, question, document, holds] of conversations) {
    const history: Message[] = [];
    for (const asked of before) {
      const query = await answerer.standalone(asked, history, null);
      const { answer } = await answerer.answer(request(query, retrieve(query)));
      history.push({ role: 'user', content: asked }, { role: 'assistant', content: answer });
    }
    const query = await answerer.standalone(question, history, null);
    const passages = retrieve(query);
    const { answer, citations } = await answerer.answer({ ...request(query, passages), history });
    if (!passages.slice(0, 3).some((passage) => passage.document.id === document)) failures.notFound.push(query);
    if (!citations.some((c) => c.document.id === document) || !holds.test(answer)) failures.notSaid.push(query);
  }
  return failures;
}

/** At most one in ten. */
function expectFew(failures: Failures, of: unknown[]): void {
  expect(failures.length, failures.join(' | ')).toBeLessThanOrEqual(of.length * 0.1);
}

describe('of questions over documents of several kinds', () => {
  const encode: Encode = (texts) => Promise.all(texts.map((text) => model.encode(text)));

  test.each<[string, Encode | null]>([
    ['with the packaged encoder', encode],
    ['by words alone', null],
  ])('%s at least nine in ten are answered, or refused where the documents are silent', async (_, encoder) => {
    const answerer = createAnswerer({ llm: null, encode: encoder });
    expectFew(await notAnswered(answerer, ANSWERED), ANSWERED);
    expectFew(await notRefused(answerer, UNANSWERED), UNANSWERED);
  });

  test('nine in ten, too, when asked in other words or for what is just not there', async () => {
    const answerer = createAnswerer({ llm: null, encode });
    expectFew(await notAnswered(answerer, PARAPHRASED), PARAPHRASED);
    expectFew(await notRefused(answerer, NEAR_MISSES), NEAR_MISSES);
  });

  test('nine in ten follow-ups find their document and are answered; questions of their own lose nothing', async () => {
    const answerer = createAnswerer({ llm: null, encode });
    const { notFound, notSaid } = await lost(answerer, FOLLOW_UPS);
    expectFew(notFound, FOLLOW_UPS);
    expectFew(notSaid, FOLLOW_UPS);
    expect(await lost(answerer, TOPIC_CHANGES)).toEqual({ notFound: [], notSaid: [] });
  });
});
