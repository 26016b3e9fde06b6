import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel, type Model } from '../../../platform/embedding/packaged/model.ts';
import { request } from '../fixtures/passage.ts';
import { ANSWERED, UNANSWERED } from '../fixtures/questions.ts';
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

/** Questions answered from the right document and with the right words, and questions rightly refused. */
async function measure(answerer: Answerer): Promise<{ answered: string[]; refused: string[] }> {
  const answered: string[] = [];
  for (const [question, document, holds] of ANSWERED) {
    const { answer, citations } = await answerer.answer(request(question, retrieve(question)));
    if (citations.some((citation) => citation.document.id === document) && holds.test(answer)) answered.push(question);
  }
  const refused: string[] = [];
  for (const question of UNANSWERED) {
    if ((await answerer.answer(request(question, retrieve(question)))).refused) refused.push(question);
  }
  return { answered, refused };
}

describe('of questions over documents of several kinds', () => {
  test.each<[string, () => Encode | null]>([
    ['with the packaged encoder', () => (texts) => Promise.all(texts.map((text) => model.encode(text)))],
    ['by words alone', () => null],
  ])('%s at least nine in ten are answered, or refused where the documents are silent', async (_, encode) => {
    const { answered, refused } = await measure(createAnswerer({ llm: null, encode: encode() }));
    expect(
      answered.length,
      ANSWERED.map(([q]) => q)
        .filter((q) => !answered.includes(q))
        .join(' | '),
    ).toBeGreaterThanOrEqual(ANSWERED.length * 0.9);
    expect(refused.length, UNANSWERED.filter((q) => !refused.includes(q)).join(' | ')).toBeGreaterThanOrEqual(
      UNANSWERED.length * 0.9,
    );
  });
});
