import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS } from '../fixtures/documents.ts';
import { passage, REFUSAL, request } from '../fixtures/passage.ts';
import { ANSWERED } from '../fixtures/questions.ts';
import { createAnswerer } from '../index.ts';

const { answer, stream } = createAnswerer({ llm: null, encode: null });

const BIKES = passage(DOCUMENTS.bikes ?? '', { chunkId: 'bikes' });
const HARBOUR = passage(DOCUMENTS.harbour ?? '', {
  chunkId: 'harbour',
  document: { id: 'd2', external_id: null, title: null, url: null },
});

describe('an extractive answer', () => {
  test('quotes exactly and says it without markup', async () => {
    const result = await answer(request('What is the deposit for a cargo bike?', [BIKES, HARBOUR]));
    expect(result.answer.split('\n')[0]).toBe('Bike: Cargo bike; Deposit: €150 [1]');
    expect(result.citations[0]).toMatchObject({ n: 1, chunkId: 'bikes', quote: '| Cargo bike | €7 | €30 | €150 |' });
    expect(result).toMatchObject({ mode: 'extractive', refused: false, usage: null });
  });

  test('a sentence that points back brings the one before it', async () => {
    const result = await answer(request('Under which architect were the warehouses rebuilt in brick?', [HARBOUR]));
    expect(result.citations[0]?.quote).toMatch(
      /^The great fire of 1791 .*\. They were rebuilt in brick under the architect Amelia Hartnoll\.$/,
    );
  });

  test('a whole list answers a question for a list', async () => {
    const text = 'To descale:\n\n1. Empty the tray.\n2. Pour in *descaler*.\n\nUnrelated words.';
    const result = await answer(request('How do I descale?', [passage(text)]));
    expect(result.answer).toBe('To descale: Empty the tray; Pour in descaler [1]');
    expect(result.citations[0]?.quote).toBe('To descale:\n\n1. Empty the tray.\n2. Pour in *descaler*.');
  });

  test('footnote numbers of the document never pass for citations', async () => {
    const result = await answer(request('What do ducks eat?', [passage('Ducks eat grass[7] and worms [12].')]));
    expect(result.answer).toBe('Ducks eat grass and worms (12). [1]');
  });

  test('the same place in overlapping passages, or the same words twice, are quoted once', async () => {
    const text = 'Ducks eat grass and worms. Nothing else is known.';
    const overlapping = [passage(text), passage(text.slice(0, 26), { chunkId: 'c2' })];
    const copy = passage(text, { chunkId: 'c3', document: { id: 'copy', external_id: null, title: null, url: null } });
    expect((await answer(request('What do ducks eat?', [...overlapping, copy]))).citations).toHaveLength(1);
  });

  test('the page is the one on which the quote starts', async () => {
    const text = 'Ducks swim on ponds. Geese graze on meadows.';
    const paged = passage(text, {
      start: 1000,
      page: 1,
      pages: [
        { number: 1, start: 0, end: 1021 },
        { number: 2, start: 1021, end: 2000 },
      ],
    });
    expect((await answer(request('Where do geese graze?', [paged]))).citations[0]).toMatchObject({
      page: 2,
      start: 1021,
      end: 1044,
    });
  });

  test('a question that points back takes up the words of the turn before', async () => {
    const ask = request('When was it automated?', [HARBOUR]);
    const history = [{ role: 'user' as const, content: 'How tall is the lighthouse on Gannet Rock?' }];
    expect((await answer({ ...ask, history })).answer).toContain('1987');
  });
});

describe('a refusal', () => {
  test.each([
    'What is the capital of Australia?',
    'How many inhabitants does Port Ellwick have?',
    'Hello',
    '',
    '???',
    'What is this?',
  ])('to %j', async (question) => {
    expect(await answer(request(question, [BIKES, HARBOUR]))).toEqual({
      answer: REFUSAL,
      citations: [],
      mode: 'extractive',
      refused: true,
      usage: null,
    });
  });

  test('when there are no passages, or nothing in them', async () => {
    expect((await answer(request('What do ducks eat?', []))).refused).toBe(true);
    expect((await answer(request('What do ducks eat?', [passage(''), passage('# Ducks eat\n\n---')]))).refused).toBe(
      true,
    );
  });
});

test('an aborted signal ends it with its reason', async () => {
  await expect(answer(request('What do ducks eat?', [BIKES]), AbortSignal.abort(new Error('gone')))).rejects.toThrow(
    'gone',
  );
});

test('a failing encoder is not hidden', async () => {
  const failing = createAnswerer({ llm: null, encode: () => Promise.reject(new Error('encoder away')) });
  await expect(failing.answer(request('Which deposit?', [BIKES]))).rejects.toThrow('encoder away');
});

test('for any passages and question quotes are exact, numbered as in the text, and streaming gives the same', async () => {
  const lines = Object.values(DOCUMENTS).flatMap((text) => text.split('\n'));
  const text = fc.array(fc.oneof(fc.constantFrom(...lines), fc.string({ unit: 'grapheme', maxLength: 20 })), {
    maxLength: 20,
  });
  const passages = fc.array(fc.tuple(text, fc.nat(5000), fc.constantFrom('d1', 'd2')), { maxLength: 4 });
  const question = fc.oneof(fc.constantFrom(...ANSWERED.map(([q]) => q)), fc.string({ unit: 'grapheme' }));
  await fc.assert(
    fc.asyncProperty(passages, question, async (parts, asked) => {
      const given = parts.map(([rows, start, id], i) =>
        passage(rows.join('\n'), {
          chunkId: `c${i}`,
          start,
          document: { id, external_id: null, title: null, url: null },
        }),
      );
      const result = await answer(request(asked, given));
      for (const citation of result.citations) {
        const source = given.find((p) => p.chunkId === citation.chunkId);
        expect(source?.text.slice(citation.start - source.start, citation.end - source.start)).toBe(citation.quote);
        expect(citation.quote).not.toBe('');
      }
      const marks = [...result.answer.replace(/`[^`]*`/g, '').matchAll(/\[(\d+)\]/g)].map((mark) => Number(mark[1]));
      expect(marks).toEqual(result.citations.map((citation) => citation.n));
      expect(result.refused).toBe(result.citations.length === 0);

      let streamed = '';
      for await (const event of stream(request(asked, given))) {
        if (event.type === 'token') streamed += event.text;
        else expect(event.answer).toEqual(result);
      }
      expect(streamed).toBe(result.answer);
    }),
    { numRuns: 200 },
  );
});
