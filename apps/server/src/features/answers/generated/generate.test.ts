import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chatEndpoint, says } from '../fixtures/chat-endpoint.ts';
import { passage, REFUSAL, request } from '../fixtures/passage.ts';
import { type Answer, createAnswerer, type Passage } from '../index.ts';

const DUCKS = passage('Ducks live on ponds. They eat grass and worms. A male is called a drake.', {
  chunkId: 'ducks',
  start: 100,
});
const BEES = passage(
  '| Bee | Holes |\n| - | - |\n| Mason bee | 6–9 mm |\n| Leafcutter | 5 mm |\n\nHang the block in the sun. It must stay dry.',
  { chunkId: 'bees', document: { id: 'd2', external_id: null, title: 'Bees', url: null } },
);

/** The answer to a model that says `pieces`, whatever it is asked. */
async function answered(pieces: string[], passages: Passage[] = [DUCKS, BEES]): Promise<Answer> {
  const endpoint = await chatEndpoint(says(...pieces));
  const { stream } = createAnswerer({ llm: { baseUrl: endpoint.baseUrl, apiKey: 'k', model: 'm' }, encode: null });
  let text = '';
  for await (const event of stream(request('What?', passages))) {
    if (event.type === 'token') text += event.text;
    else {
      expect(text).toBe(event.answer.answer);
      return event.answer;
    }
  }
  throw new Error('no done event');
}

describe('citations', () => {
  test('point to the sentence that supports the claim, at its place in the document', async () => {
    const answer = await answered(['A male duck is a drake [1]', '. Leafcutters need 5 mm [2] and a sunny place.']);
    expect(answer.citations).toEqual([
      {
        n: 1,
        chunkId: 'ducks',
        document: DUCKS.document,
        page: null,
        quote: 'A male is called a drake.',
        start: 147,
        end: 172,
      },
      expect.objectContaining({ n: 2, chunkId: 'bees', quote: '| Leafcutter | 5 mm |' }),
    ]);
  });

  test('are renumbered in order of appearance, invented ones vanish', async () => {
    const answer = await answered(['Hang it in the sun [2, 7].', ' They eat grass [', '1].', ' Sure [9].']);
    expect(answer.answer).toBe('Hang it in the sun [1]. They eat grass [2]. Sure.');
    expect(answer.citations.map((c) => [c.n, c.chunkId, c.quote])).toEqual([
      [1, 'bees', 'Hang the block in the sun.'],
      [2, 'ducks', 'They eat grass and worms.'],
    ]);
  });

  test('a claim over two sentences is given both', async () => {
    const answer = await answered(['Ducks of the ponds eat grass and worms [1].']);
    expect(answer.citations[0]?.quote).toBe('Ducks live on ponds. They eat grass and worms.');
  });

  test('a mark after the full stop belongs to the sentence before it', async () => {
    const answer = await answered(['It must stay dry. [2] Whatever. Ducks!']);
    expect(answer.citations[0]?.quote).toBe('It must stay dry.');
  });

  test('the page is the one on which the quote starts', async () => {
    const paged = {
      ...DUCKS,
      page: 3,
      pages: [
        { number: 3, start: 90, end: 140 },
        { number: 4, start: 140, end: 400 },
      ],
    };
    expect((await answered(['A drake [1].'], [paged])).citations[0]?.page).toBe(4);
    expect((await answered(['They live on ponds [1].'], [paged])).citations[0]?.page).toBe(3);
  });

  test('a text without any is kept, with nothing to back it', async () => {
    expect(await answered(['Ducks eat grass.'])).toMatchObject({
      answer: 'Ducks eat grass.',
      citations: [],
      refused: false,
    });
  });

  test('are exact and complete for whatever a model says', async () => {
    const words = fc.constantFrom(
      'ducks ',
      'grass',
      ' [1]',
      '[2]',
      '[3] ',
      '. ',
      '\n\n',
      'sun ',
      ' [1, 2]',
      '`',
      '[',
      '**x**',
      '6–9 mm',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 25 }), async (pieces) => {
        const answer = await answered(['So: ', ...pieces]);
        for (const [i, citation] of answer.citations.entries()) {
          const source = citation.chunkId === 'ducks' ? DUCKS : BEES;
          expect(citation.n).toBe(i + 1);
          expect(citation.quote).not.toBe('');
          expect(source.text.slice(citation.start - source.start, citation.end - source.start)).toBe(citation.quote);
        }
        const whole = await answered([['So: ', ...pieces].join('')]);
        expect(whole).toEqual(answer);
      }),
      { numRuns: 40 },
    );
  });
});

describe('refusal', () => {
  test.each([REFUSAL, `Sorry. ${REFUSAL.toLowerCase()}`, '“I could not find this in the documents”'])(
    '%s',
    async (says) => {
      expect(await answered([says])).toMatchObject({ answer: says, citations: [], refused: true });
    },
  );

  test('a cited answer that mentions the refusal is an answer', async () => {
    expect(await answered([`A drake [1]. The rest: ${REFUSAL}`])).toMatchObject({ refused: false });
  });

  test('without passages nothing is sent', async () => {
    const endpoint = await chatEndpoint(says('Invented.'));
    const { answer } = createAnswerer({ llm: { baseUrl: endpoint.baseUrl, apiKey: 'k', model: 'm' }, encode: null });
    expect(await answer(request('What?', []))).toEqual({
      answer: REFUSAL,
      citations: [],
      mode: 'generated',
      refused: true,
      usage: null,
    });
    expect(endpoint.received).toHaveLength(0);
  });
});

test('the thoughts of a reasoning model are left out, and cite nothing', async () => {
  const answer = await answered(['\n<thi', 'nk>Source [1] or [2]?', ' </th', 'ink>\n\nA drake [1].']);
  expect(answer.answer).toBe('A drake [1].');
  expect(answer.citations).toHaveLength(1);
});
