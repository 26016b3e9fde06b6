import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseFacts } from './parse.ts';

const FACT = {
  text: 'Nora has a dog.',
  operation: 'add',
  known: null,
  sources: [1],
  importance: 0.7,
  valid_from: '2024-03-04',
};
const READ = { ...FACT, validFrom: new Date('2024-03-04'), valid_from: undefined };
const answer = JSON.stringify({ facts: [FACT] });

it.each([
  ['as asked', answer],
  ['in a code fence', `Here you are:\n\`\`\`json\n${answer}\n\`\`\`\nAnything else?`],
  ['the list alone', JSON.stringify([FACT])],
  ['the list in words', `The facts: ${JSON.stringify([FACT])}.`],
])('reads the object %s', (_, text) => expect(parseFacts(text)).toEqual([READ]));

it('takes numbers as text and a single source, and knows "update"', () => {
  const given = {
    text: ' Nora has\na dog. ',
    operation: 'update',
    known: '2',
    sources: '3',
    importance: '7',
    valid_from: 'May',
  };
  const read = {
    text: 'Nora has a dog.',
    operation: 'supersede',
    known: 2,
    sources: [3],
    importance: 1,
    validFrom: null,
  };
  expect(parseFacts(JSON.stringify({ facts: [given] }))).toEqual([read]);
});

it('leaves out facts of a wrong shape, and keeps the others', () => {
  const odd = [null, 'text', 7, {}, { text: 4 }, { text: '' }, { text: 'x'.repeat(501) }];
  expect(parseFacts(JSON.stringify({ facts: [...odd, FACT, ...odd] }))).toEqual([READ]);
});

it.each(['', 'I cannot do that.', '{}', '{"facts": "none"}', answer.slice(0, -9)])(
  'null where no list is: %s',
  (text) => expect(parseFacts(text)).toBeNull(),
);

it.each([
  ['2024-05-01T10:30:00', '2024-05-01T10:30:00Z'],
  ['2024-05-01T10:30:00+02:00', '2024-05-01T08:30:00Z'],
  ['2024-05', '2024-05-01'],
])('a date %s', (given, read) => {
  const [fact] = parseFacts(JSON.stringify([{ ...FACT, valid_from: given }])) ?? [];
  expect(fact?.validFrom).toEqual(new Date(read));
});

it.each(['yesterday', '2024-13-01', '0001-01-01', '05/06/2024', 20240501])('no date: %s', (given) => {
  const [fact] = parseFacts(JSON.stringify([{ ...FACT, valid_from: given }])) ?? [];
  expect(fact?.validFrom).toBeNull();
});

it('any text and any JSON is read without an error, into what is well-formed', () => {
  const loose = fc.record(
    {
      text: fc.anything(),
      operation: fc.anything(),
      known: fc.anything(),
      sources: fc.anything(),
      importance: fc.anything(),
    },
    { requiredKeys: [] },
  );
  const texts = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(loose).map((facts) => JSON.stringify({ facts })),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const fact of parseFacts(text) ?? []) {
        expect(fact.text).toMatch(/^\S/);
        expect(fact.importance).toBeGreaterThanOrEqual(0);
        expect(fact.importance).toBeLessThanOrEqual(1);
        expect([...fact.sources, fact.known ?? 0].every(Number.isSafeInteger)).toBe(true);
      }
    }),
  );
});
