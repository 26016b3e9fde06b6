import { describe, expect, test } from 'vitest';
import {
  type Behaviour,
  chatEndpoint,
  fails,
  finish,
  says,
  token,
} from '../../../platform/llm/chat-endpoint.testing.ts';
import { createLlm, type Message } from '../../../platform/llm/index.ts';
import { withContext } from './heuristic.ts';
import { pointsBack } from './points-back.ts';
import { standalone } from './standalone.ts';

const HISTORY: Message[] = [
  { role: 'user', content: 'How tall is the lighthouse on Gannet Rock?' },
  { role: 'assistant', content: 'The lighthouse is 41 metres tall [1].' },
];

describe('a question points back', () => {
  test.each([
    'When was it automated?',
    'Who rebuilt them?',
    'What else did she design?',
    'How does that work?',
    'And when was that?',
    'How do these machines work?',
    'Which one is cheaper?',
    'How do I get there?',
    'Why?',
    'How much?',
    'Since when?',
    'And what is the deposit?',
    'Wann wurde er gebaut?',
    'Was kostet das?',
    'Quand a-t-elle ouvert ?',
    '¿Cuánto cuesta eso?',
  ])('by reference: %s', (question) => expect(pointsBack(question)).toBe('reference'));

  test.each(['And in May?', 'What about tandems?', 'And for an e-bike?', 'Und am Wochenende?', 'Et en mai ?'])(
    'by ellipsis: %s',
    (question) => expect(pointsBack(question)).toBe('ellipsis'),
  );

  test.each([
    'How long is the warranty?',
    'Is it allowed to use vinegar for descaling?',
    'How long does it take to charge the e-bike?',
    'Is there a gym for employees?',
    'Where does a mason bee build its nest?',
    'When the tank is empty, what do I do with it?',
    'Which documents mention that descaling is needed?',
    'And how do I descale the espresso machine?',
    'Who runs the IT department?',
    'Was gibt es zum Mittagessen?',
    'What does this document say about pumps?',
  ])('not at all: %s', (question) => expect(pointsBack(question)).toBeNull());
});

describe('by rule', () => {
  test('a reference is given the topic before it, through several follow-ups', () => {
    const first = withContext('When was it automated?', HISTORY);
    expect(first).toBe('When was it automated? (lighthouse Gannet Rock)');
    const later: Message[] = [
      ...HISTORY,
      { role: 'user', content: 'When was it automated?' },
      { role: 'assistant', content: 'In 1987.' },
    ];
    expect(withContext('And who owns it?', later)).toBe('And who owns it? (lighthouse Gannet Rock automated)');
  });

  test('an ellipsis is given the question that it changes, and stays the same one', () => {
    const history: Message[] = [
      { role: 'user', content: 'What does an e-bike cost per day?' },
      { role: 'assistant', content: '€42' },
    ];
    expect(withContext('And a tandem?', history)).toBe('And a tandem? (What does an e-bike cost per day)');
    const later: Message[] = [
      ...history,
      { role: 'user', content: 'And a tandem?' },
      { role: 'assistant', content: '€35' },
    ];
    expect(withContext('And a city bike?', later)).toBe('And a city bike? (What does an e-bike cost per day)');
  });

  test('“she” can be who the answer named', () => {
    const history: Message[] = [
      { role: 'user', content: 'Which architect rebuilt the warehouses?' },
      { role: 'assistant', content: 'They were rebuilt in brick under the architect Amelia Hartnoll [1].' },
    ];
    expect(withContext('What else did she design?', history)).toContain('Amelia Hartnoll');
  });

  test('what has its context already, or nothing before it, stays as it is', () => {
    const once = withContext('When was it automated?', HISTORY);
    expect(withContext(once, HISTORY)).toBe(once);
    expect(withContext('When was it automated?', [])).toBe('When was it automated?');
  });
});

describe('with a model', () => {
  const ask = async (behaviour: Behaviour, question = 'When was it automated?', signal?: AbortSignal) => {
    const endpoint = await chatEndpoint(behaviour);
    const llm = createLlm({ baseUrl: endpoint.baseUrl, apiKey: 'k', model: 'm' }, { attempts: 1 });
    return { endpoint, asked: await standalone(llm, question, HISTORY, 'other', signal) };
  };

  test('it rewrites, in one short request', async () => {
    const { endpoint, asked } = await ask(
      says('<think>Hm.</think>"When was the lighthouse ', 'on Gannet Rock automated?"'),
    );
    expect(asked).toBe('When was the lighthouse on Gannet Rock automated?');
    expect(endpoint.received).toHaveLength(1);
    expect(endpoint.received[0]?.body).toMatchObject({ model: 'other', temperature: 0, max_tokens: 80 });
    expect(endpoint.received[0]?.body.messages.at(-1)?.content).toContain('user: How tall is the lighthouse');
  });

  test('a first question and one that plainly stands alone cost nothing', async () => {
    const { endpoint } = await ask(says('x'), 'How long is the warranty of the Brixo espresso machine?');
    expect(endpoint.received).toHaveLength(0);
    const llm = createLlm({ baseUrl: endpoint.baseUrl, apiKey: 'k', model: 'm' });
    expect(await standalone(llm, 'When was it automated?', [], null)).toBe('When was it automated?');
    expect(endpoint.received).toHaveLength(0);
  });

  test.each<[string, Behaviour]>([
    ['a failure', fails(500)],
    ['a refusal of the request', fails(400)],
    ['several lines', says('Sure!\n\nWhen was the lighthouse automated?')],
    ['an answer instead', says('Bananas grow in many tropical countries worldwide.')],
    ['nothing', says('')],
    [
      'one that was cut',
      (response) => {
        token(response, 'When was the lighthouse on');
        finish(response, 'length');
      },
    ],
  ])('%s falls back to the rule', async (_, behaviour) => {
    expect((await ask(behaviour)).asked).toBe('When was it automated? (lighthouse Gannet Rock)');
  });

  test('the caller’s hang-up ends it', async () => {
    const controller = new AbortController();
    const reason = new Error('the client went away');
    await expect(ask(() => controller.abort(reason), undefined, controller.signal)).rejects.toBe(reason);
  });
});
