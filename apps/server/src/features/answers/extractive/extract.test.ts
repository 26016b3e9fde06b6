import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS } from '../fixtures/documents.ts';
import { passage, REFUSAL, request } from '../fixtures/passage.ts';
import { ANSWERED } from '../fixtures/questions.ts';
import { type AnswerEvent, createAnswerer } from '../index.ts';

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

  test('an hour in words is a time', async () => {
    const passages = [passage('The lighthouse opens at seven. The harbour is open at all times.')];
    const opening = await answer(request('When does the lighthouse open?', passages));
    expect(opening.citations[0]?.quote).toBe('The lighthouse opens at seven.');
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
      finish: 'stop',
      toolCalls: [],
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
        else if (event.type === 'done') expect(event.answer).toEqual(result);
      }
      expect(streamed).toBe(result.answer);
    }),
    { numRuns: 200 },
  );
});

describe('the caller’s limits', () => {
  const FEMALE = passage('Mason bees fly in March. Mason bees nest in stems. Mason bees like fruit trees.');
  const ask = request('What do mason bees do?', [FEMALE]);

  test('stop ends the text before it', async () => {
    const whole = await answer(ask);
    const cut = await answer({ ...ask, options: { stop: ['never', ' nest'] } });
    expect(cut.answer).toBe(whole.answer.slice(0, whole.answer.indexOf(' nest')));
    expect(cut).toMatchObject({ finish: 'stop', citations: whole.citations.slice(0, 2) });
  });

  test('max_tokens ends it with length, and what is not shown is not cited', async () => {
    const cut = await answer({ ...ask, options: { max_tokens: 5 } });
    expect(cut).toMatchObject({ answer: 'Mason bees fly', finish: 'length', refused: false });
    expect(cut.citations).toHaveLength(1);
    expect((await answer({ ...ask, options: { max_completion_tokens: 500 } })).finish).toBe('stop');
  });
});

test('styles: marks, a list of sources below, or neither', async () => {
  const bikes = { ...BIKES, page: 2, document: { id: 'd', external_id: 'terms-1', title: 'Terms', url: null } };
  const asked = (citationStyle: 'footnotes' | 'none') =>
    answer(request('What is the deposit for a cargo bike?', [bikes], { citationStyle }));
  expect((await asked('footnotes')).answer).toBe('Bike: Cargo bike; Deposit: €150 [1]\n\n[1] Terms, p. 2 — terms-1');
  expect(await asked('none')).toMatchObject({ answer: 'Bike: Cargo bike; Deposit: €150', citations: [{ n: 1 }] });
});

test('each citation follows the token that holds its number; memory and tools’ results are not quoted', async () => {
  const ask = {
    ...request('What do ducks eat?', [passage('Ducks eat grass and worms.')]),
    memory: 'Ducks eat bread.',
    toolResults: [{ name: 'ducks', arguments: '{}', result: 'Ducks eat fish.' }],
  };
  const events: AnswerEvent[] = [];
  for await (const event of stream(ask)) events.push(event);
  expect(events.map((event) => event.type)).toEqual(['token', 'citation', 'done']);
  expect(events[0]).toEqual({ type: 'token', text: 'Ducks eat grass and worms. [1]' });
});
