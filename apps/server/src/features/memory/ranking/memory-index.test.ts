import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { best } from './best.ts';
import type { Entry } from './entry.ts';
import { MemoryIndex, type Sought } from './memory-index.ts';
import { quantised } from './vectors.ts';
import { words } from './words.ts';

const DAY = 24 * 3_600_000;
const START = Date.UTC(2024, 0, 1);

const turn = (id: string, content: string, more: Partial<Entry> = {}): Entry => ({
  id,
  kind: 'turn',
  projectId: null,
  agentId: null,
  conversationId: null,
  name: null,
  content,
  importance: 0.5,
  occurredAt: START,
  mentionedAt: START,
  validFrom: START,
  validUntil: null,
  vector: null,
  ...more,
});

function indexOf(...entries: Entry[]): MemoryIndex {
  const index = new MemoryIndex();
  index.put(entries);
  return index;
}

async function idsFor(index: MemoryIndex, text: string, more: Partial<Sought> = {}): Promise<string[]> {
  const sought = { text, vector: null, semanticWeight: 0.7, limit: 10, now: START, isVisible: () => true, ...more };
  return (await index.rank(sought)).map(({ id }) => id);
}

it('RV-6: the best are those that sorting all would give', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 30 }), (given, limit) => {
      const sorted = given.map((_, place) => place).sort((a, b) => (given[b] ?? 0) - (given[a] ?? 0) || a - b);
      const above = sorted.filter((place) => (given[place] ?? 0) > 0);
      expect(best(Float32Array.from(given), limit, 0)).toEqual(above.slice(0, limit));
    }),
  );
});

it('RV-6: questions and texts meet in their stems, without the words that all have', () => {
  expect(words('What did the children buy?')).toEqual(words('child bought'));
  expect(words('She is painting the studies')).toEqual(words('painted study'));
  expect(words('Das Café')).toEqual(words('das cafe'));
  expect(words('東京に行く')).toContain('東京');
});

describe('RV-6: the ranking', () => {
  it('finds a reply by the question before it, in its own conversation only', async () => {
    const index = indexOf(
      turn('a', 'Which instrument do you play?', { conversationId: 'x' }),
      turn('b', 'The cello, since I was five.', { conversationId: 'x', occurredAt: START + 1000 }),
      turn('c', 'It rains in Bern.', { conversationId: 'y', occurredAt: START + 2000 }),
      turn('d', 'Nothing at all.', { conversationId: 'x', occurredAt: START + 2 * DAY }),
    );
    expect((await idsFor(index, 'instrument')).slice(0, 2).sort()).toEqual(['a', 'b']);
    const scores = await index.rank({
      ...{ text: 'instrument', vector: null, semanticWeight: 0.7, limit: 10, now: START, isVisible: () => true },
    });
    const found = scores.filter(({ lexical }) => lexical > 0).map(({ id }) => id);
    expect(found.sort()).toEqual(['a', 'b']);
  });

  it('finds by the month in which something was said, and by who said it', async () => {
    const index = indexOf(
      turn('a', 'We went hiking.', { name: 'Ada', occurredAt: Date.UTC(2023, 4, 3) }),
      turn('b', 'We went hiking.', { name: 'Bo', occurredAt: Date.UTC(2023, 7, 3) }),
    );
    expect((await idsFor(index, 'Who went hiking in May 2023?'))[0]).toBe('a');
    expect((await idsFor(index, 'When did Bo hike?'))[0]).toBe('b');
  });

  it('finds by meaning what shares no word, whatever the order of the rows', async () => {
    const vector = (...values: number[]) => quantised(Float32Array.from(values));
    const index = indexOf(
      turn('a', 'one', { vector: vector(0.9, 0.1, 0) }),
      turn('b', 'two', { vector: vector(0, 1, 0) }),
      turn('c', 'three', { vector: vector(0.5, 0.5, 0.5) }),
    );
    expect(await idsFor(index, 'zzz', { vector: Float32Array.from([1, 0, 0]) })).toEqual(['a', 'c', 'b']);
    index.put([turn('b', 'two', { vector: vector(1, 0, 0) })]);
    expect(await idsFor(index, 'zzz', { vector: Float32Array.from([1, 0, 0]), limit: 1 })).toEqual(['b']);
  });

  it('puts the newer and the more important first where all else is equal', async () => {
    const index = indexOf(
      turn('a', 'tea', { mentionedAt: START - 300 * DAY }),
      turn('b', 'tea'),
      turn('c', 'tea', { importance: 1 }),
    );
    expect(await idsFor(index, 'tea')).toEqual(['c', 'b', 'a']);
  });

  it('forgets what is removed or said otherwise, and shows what is visible only', async () => {
    const index = indexOf(turn('a', 'tea'), turn('b', 'tea'), turn('c', 'tea', { conversationId: 'c' }));
    index.remove(['b']);
    index.put([turn('c', 'coffee', { conversationId: 'c' })]);
    const sought = { vector: null, semanticWeight: 0, limit: 9, now: START, isVisible: () => true };
    const lexical = async (text: string) =>
      (await index.rank({ ...sought, text })).filter((one) => one.lexical > 0).map(({ id }) => id);
    expect(await lexical('tea')).toEqual(['a']);
    expect(await lexical('coffee')).toEqual(['c']);
    expect(index.dead).toBe(2);
    expect(await idsFor(index, 'tea', { isVisible: ({ id }) => id === 'c' })).toEqual(['c']);
  });

  it('ranks the same of many as of few: candidates of both sides hold the best', async () => {
    const many = Array.from({ length: 6000 }, (_, n) =>
      turn(`${n}`.padStart(5, '0'), `item number ${n}`, {
        conversationId: `${n}`,
        vector: quantised(Float32Array.from([Math.sin(n), Math.cos(n), 0.3, 0.1])),
      }),
    );
    const index = indexOf(...many);
    const asked = { vector: Float32Array.from([Math.sin(4321), Math.cos(4321), 0.3, 0.1]), limit: 1 };
    expect(await idsFor(index, 'number 4321', asked)).toEqual(['04321']);
    expect(await idsFor(index, 'number 17', { limit: 1 })).toEqual(['00017']);
  });
});
