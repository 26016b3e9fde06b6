import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Behaviour,
  chatEndpoint,
  data,
  finish,
  says,
  token,
} from '../../../platform/llm/chat-endpoint.testing.ts';
import { createLlm } from '../../../platform/llm/index.ts';
import { passage, REFUSAL, request } from '../fixtures/passage.ts';
import { type Answer, type AnswerEvent, type AnswerRequest, createAnswerer, type Passage } from '../index.ts';

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
  const { stream } = createAnswerer({
    llm: createLlm({ baseUrl: endpoint.baseUrl, apiKey: 'k', model: 'm' }),
    encode: null,
  });
  let text = '';
  for await (const event of stream(request('What?', passages))) {
    if (event.type === 'token') text += event.text;
    else if (event.type === 'done') {
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
    const { answer } = createAnswerer({
      llm: createLlm({ baseUrl: endpoint.baseUrl, apiKey: 'k', model: 'm' }),
      encode: null,
    });
    expect(await answer(request('What?', []))).toEqual({
      answer: REFUSAL,
      citations: [],
      mode: 'generated',
      refused: true,
      usage: null,
      finish: 'stop',
      toolCalls: [],
    });
    expect(endpoint.received).toHaveLength(0);
  });
});

/** All events of the answer to a model that does as told. */
async function events(behaviour: Behaviour, ask: AnswerRequest): Promise<AnswerEvent[]> {
  const endpoint = await chatEndpoint(behaviour);
  const { stream } = createAnswerer({
    llm: createLlm({ baseUrl: endpoint.baseUrl, apiKey: 'k', model: 'm' }),
    encode: null,
  });
  const all: AnswerEvent[] = [];
  for await (const event of stream(ask)) all.push(event);
  return all;
}

function last(all: AnswerEvent[]): Answer {
  const done = all.at(-1);
  if (done?.type !== 'done') throw new Error('no done event');
  const text = all.map((event) => (event.type === 'token' ? event.text : '')).join('');
  expect(text).toBe(done.answer.answer);
  return done.answer;
}

test('a citation comes right after the first token that holds its number', async () => {
  const all = await events(
    says('They eat grass [1]', '. Also [1] worms.', ' Hang it in the sun [2].'),
    request('What?', [DUCKS, BEES]),
  );
  const order = all.map((event) =>
    event.type === 'token' ? event.text : event.type === 'citation' ? event.citation.n : 'done',
  );
  expect(order).toEqual(['They eat grass [1]', 1, '. Also [1] worms.', ' Hang it in the sun [2].', 2, 'done']);
  expect(all[1]).toMatchObject({ citation: { chunkId: 'ducks', quote: 'They eat grass and worms.' } });
});

describe('citation style', () => {
  const says2 = says('They eat grass [1]. Hang it ', 'in the sun [2] always [9].');

  test('footnotes lists the sources below', async () => {
    const paged = {
      ...DUCKS,
      page: 3,
      document: { id: 'd', external_id: null, title: 'All\nducks [7]', url: 'https://ducks.example' },
    };
    const answer = last(await events(says2, request('What?', [paged, BEES], { citationStyle: 'footnotes' })));
    expect(answer.answer).toBe(
      'They eat grass [1]. Hang it in the sun [2] always.\n\n[1] All ducks (7), p. 3 — https://ducks.example\n[2] Bees',
    );
  });

  test('none leaves the text without marks, and tells the citations all the same', async () => {
    const all = await events(says2, request('What?', [DUCKS, BEES], { citationStyle: 'none' }));
    const answer = last(all);
    expect(answer.answer).toBe('They eat grass. Hang it in the sun always.');
    expect(answer.citations.map((c) => [c.n, c.quote])).toEqual([
      [1, 'They eat grass and worms.'],
      [2, 'Hang the block in the sun.'],
    ]);
    expect(all.filter((event) => event.type === 'citation')).toHaveLength(2);
  });

  test('a refusal has no list of sources', async () => {
    const answer = last(await events(says(REFUSAL), request('What?', [DUCKS], { citationStyle: 'footnotes' })));
    expect(answer).toMatchObject({ answer: REFUSAL, refused: true });
  });
});

describe('with response_format JSON', () => {
  const json = { response_format: { type: 'json_object' as const } };

  test('the text passes byte for byte, and marks in its strings cite', async () => {
    const text = ' {"food": "grass and worms [1]", "n": [2], "sun": "none [9]",\n"drake": true} ';
    const ask = { ...request('What?', [DUCKS, BEES]), options: json };
    const answer = last(await events(says(text.slice(0, 20), text.slice(20)), ask));
    expect(answer.answer).toBe(text);
    expect(answer.citations.map((c) => [c.n, c.quote])).toEqual([[1, 'They eat grass and worms.']]);
  });

  test('footnotes would break it and are left out; a refusal inside it is one', async () => {
    const ask = { ...request('What?', [DUCKS], { citationStyle: 'footnotes' }), options: json };
    expect(last(await events(says('{"food":"grass [1]"}'), ask)).answer).toBe('{"food":"grass [1]"}');
    const refusal = JSON.stringify({ answer: REFUSAL });
    expect(last(await events(says(refusal), ask))).toMatchObject({ answer: refusal, refused: true });
  });

  test('cut JSON is passed on as far as it came', async () => {
    const cut: Behaviour = (response) => {
      token(response, '{"food": "grass [1');
      finish(response, 'length');
    };
    expect(last(await events(cut, { ...request('What?', [DUCKS]), options: json }))).toMatchObject({
      answer: '{"food": "grass [1',
      finish: 'length',
      citations: [],
    });
  });
});

describe('the caller’s options', () => {
  test('reach the model, and beat the agent’s temperature', async () => {
    const endpoint = await chatEndpoint(says('Grass [1].'));
    const { answer } = createAnswerer({
      llm: createLlm({ baseUrl: endpoint.baseUrl, apiKey: 'k', model: 'm' }),
      encode: null,
    });
    const ask = request('What?', [DUCKS], { temperature: 1 });
    await answer({ ...ask, options: { temperature: 0.2, top_p: 0.5, stop: ['END'], max_tokens: 50, seed: 7 } });
    expect(endpoint.received[0]?.body).toMatchObject({
      temperature: 0.2,
      top_p: 0.5,
      stop: ['END'],
      max_tokens: 50,
      seed: 7,
    });
  });

  test('an answer cut at max_tokens ends with length, even before its first word', async () => {
    const cut =
      (text: string): Behaviour =>
      (response) => {
        if (text !== '') token(response, text);
        finish(response, 'length');
      };
    const ask = { ...request('What?', [DUCKS]), options: { max_tokens: 5 } };
    expect(last(await events(cut('They eat'), ask))).toMatchObject({ answer: 'They eat', finish: 'length' });
    expect(last(await events(cut(''), ask))).toMatchObject({ answer: '', finish: 'length' });
  });
});

describe('the caller’s tools', () => {
  const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } }];
  const calls: Behaviour = (response) => {
    const piece = (part: object) =>
      data(response, { choices: [{ index: 0, delta: { content: null, tool_calls: [part] }, finish_reason: null }] });
    piece({ index: 0, id: 'call_a', type: 'function', function: { name: 'weather', arguments: '' } });
    piece({ index: 0, function: { arguments: '{"city":' } });
    piece({ index: 1, function: { name: 'weather', arguments: '{}' } });
    piece({ index: 0, function: { arguments: '"Ellwick"}' } });
    finish(response, 'tool_calls');
  };

  test('are passed on, and the model’s calls gathered', async () => {
    const answer = last(await events(calls, { ...request('What?', [DUCKS]), options: { tools } }));
    expect(answer).toMatchObject({ answer: '', refused: false, citations: [], finish: 'tool_calls' });
    expect(answer.toolCalls).toEqual([
      { id: 'call_a', name: 'weather', arguments: '{"city":"Ellwick"}' },
      { id: 'call_1', name: 'weather', arguments: '{}' },
    ]);
  });

  test('a call with the finish_reason stop (a named tool_choice) is one, too', async () => {
    const named: Behaviour = (response) => {
      data(response, {
        choices: [{ delta: { tool_calls: [{ index: 0, id: 'c', function: { name: 'weather', arguments: '{}' } }] } }],
      });
      finish(response, 'stop');
    };
    expect(last(await events(named, { ...request('What?', []), options: { tools } }))).toMatchObject({
      finish: 'tool_calls',
    });
  });

  test('calls that nobody offered are llm_bad_answer', async () => {
    await expect(events(calls, request('What?', [DUCKS]))).rejects.toMatchObject({ code: 'llm_bad_answer' });
  });
});

test.each<[string, Partial<AnswerRequest>]>([
  ['what is remembered', { memory: 'Her name is Ada.' }],
  ['a tool’s result', { toolResults: [{ name: 'clock', arguments: '{}', result: '12:00' }] }],
  ['functions of the caller’s', { options: { tools: [{ type: 'function', function: { name: 'weather' } }] } }],
  ['what came after the question', { after: [{ role: 'assistant', content: 'One moment.' }] }],
])('without passages, but with %s, the model is asked', async (_, given) => {
  expect(last(await events(says('Twelve.'), { ...request('What?', []), ...given }))).toMatchObject({
    answer: 'Twelve.',
    refused: false,
    citations: [],
  });
});

test('a refusal of one word is one only by itself', async () => {
  const ask = request('What?', [DUCKS], { refusal: 'No.' });
  expect(last(await events(says('No!'), ask))).toMatchObject({ refused: true });
  expect(last(await events(says('I know no reason why ducks should swim.'), ask))).toMatchObject({ refused: false });
});

test('the thoughts of a reasoning model are left out, and cite nothing', async () => {
  const answer = await answered(['\n<thi', 'nk>Source [1] or [2]?', ' </th', 'ink>\n\nA drake [1].']);
  expect(answer.answer).toBe('A drake [1].');
  expect(answer.citations).toHaveLength(1);
});
