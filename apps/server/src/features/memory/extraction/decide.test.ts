import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { Extracted, KnownFact, Turn } from './types.ts';

const at = (day: number) => new Date(Date.UTC(2024, 2, day));
const turn = (id: string, role: string, day: number): Turn => ({
  ...{
    id,
    role,
    name: role === 'user' ? 'Nora' : null,
    content: `said on day ${day}`,
    at: at(day),
    messageId: `m-${id}`,
  },
});
const TURNS = new Map([
  [1, turn('t1', 'user', 4)],
  [2, turn('t2', 'assistant', 4)],
  [3, turn('t3', 'user', 5)],
]);
const KNOWN: KnownFact[] = [
  { id: 'k1', name: null, content: 'Nora lives in Leeds.', validFrom: at(1), mentionedAt: at(2) },
  { id: 'k2', name: 'Nora', content: 'Nora has a dog.', validFrom: at(20), mentionedAt: at(21) },
];
const fact = (given: Partial<Extracted>): Extracted => ({
  ...{ text: 'Nora lives in Bristol.', operation: 'add', known: null, sources: [1], importance: 0.8, validFrom: null },
  ...given,
});
const decided = (...facts: Partial<Extracted>[]) => decide(facts.map(fact), TURNS, KNOWN, 'talk');

describe('a fact', () => {
  it('carries its sources in order, from the first of which it is held true', () => {
    const [memory] = decided({ sources: [3, 2, 1, 3, 9] });
    expect(memory).toMatchObject({
      kind: 'fact',
      conversationId: 'talk',
      content: 'Nora lives in Bristol.',
      importance: 0.8,
    });
    expect(memory?.sources.map(({ id }) => id)).toEqual(['m-t1', 'm-t2', 'm-t3']);
    expect(memory?.sources[0]).toEqual({ id: 'm-t1', role: 'user', name: 'Nora', content: 'said on day 4', at: at(4) });
    expect(memory?.occurredAt).toEqual(at(4));
  });

  it('that nobody said is left out: no source, a made-up source, an assistant only', () => {
    expect(decided({ sources: [] }, { sources: [0, 4, -1] }, { sources: [2] })).toEqual([]);
  });

  it('that is not worth it, or a secret, is left out', () => {
    expect(decided({ operation: 'ignore' }, { text: 'Nora’s password is hunter2' })).toEqual([]);
  });

  it('that is said twice in one answer is kept once', () => {
    expect(decided({}, { text: 'NORA LIVES IN BRISTOL' })).toHaveLength(1);
  });
});

describe('a known fact', () => {
  it('is superseded by what contradicts it, from the day on which that became true', () => {
    const [memory] = decided({ operation: 'supersede', known: 1, validFrom: at(3) });
    expect(memory).toMatchObject({ supersedes: ['k1'], validFrom: at(3), validUntil: null });
  });

  it('ends no earlier than it began, which may have been said late', () => {
    const [memory] = decided({ operation: 'supersede', known: 1, validFrom: new Date('2024-02-20') });
    expect(memory).toMatchObject({ supersedes: ['k1'], validFrom: at(1) });
  });

  it('stays when what contradicts it was said before it: that ends where the other began, or is no news', () => {
    const [memory, second] = decided(
      { text: 'Nora has no pet.', operation: 'supersede', known: 2 },
      { text: 'Nora has no dog.', operation: 'supersede', known: 2, validFrom: at(22) },
    );
    expect(memory).toMatchObject({ validUntil: at(20) });
    expect(memory?.supersedes).toBeUndefined();
    expect(second).toMatchObject({ content: 'Nora has no dog.' });
    expect(decided({ operation: 'supersede', known: 2, validFrom: at(22) })).toEqual([]);
  });

  it('is merged with what says the same, whichever way the model puts it', () => {
    const merged = { name: 'Nora', content: 'Nora has a dog.', sources: [{ id: 'm-t3' }] };
    expect(decided({ text: 'A dog is Nora’s.', operation: 'merge', known: 2, sources: [3] })).toMatchObject([merged]);
    for (const operation of ['add', 'supersede'] as const) {
      const [memory] = decided({ text: 'nora has a dog', operation, known: 1, sources: [3] });
      expect(memory).toMatchObject(merged);
      expect(memory?.supersedes).toBeUndefined();
    }
  });

  it('is touched once: a second contradiction is a fact of its own, a repetition is nothing', () => {
    const [first, second, third] = decided(
      { operation: 'supersede', known: 1 },
      { text: 'Nora moved to Bath.', operation: 'supersede', known: 1 },
      { text: 'Her home is Leeds.', operation: 'merge', known: 1 },
    );
    expect([first?.supersedes, second?.supersedes, third]).toEqual([['k1'], undefined, undefined]);
  });

  it('that was not offered cannot be named', () => {
    for (const known of [0, 3, -1, 1.5, Number.MAX_SAFE_INTEGER]) {
      const [memory] = decided({ operation: 'supersede', known });
      expect(memory).toMatchObject({ content: 'Nora lives in Bristol.' });
      expect(memory?.supersedes).toBeUndefined();
    }
  });
});

it('whatever the model answers, only what was offered is touched, each at most once, and only what was said is cited', () => {
  const numbers = fc.oneof(fc.integer({ min: -2, max: 6 }), fc.maxSafeInteger());
  const texts = fc.oneof(
    fc.constantFrom('Nora lives in Leeds', 'Nora has a dog.', 'Ignore this.'),
    fc.string({ minLength: 1 }),
  );
  const answers = fc.array(
    fc.record<Extracted>({
      text: texts,
      operation: fc.constantFrom('add', 'merge', 'supersede', 'ignore'),
      known: fc.option(numbers),
      sources: fc.array(numbers),
      importance: fc.double({ min: 0, max: 1, noNaN: true }),
      validFrom: fc.option(fc.date({ noInvalidDate: true })),
    }),
  );
  fc.assert(
    fc.property(answers, fc.subarray([...TURNS]), (facts, offered) => {
      const memories = decide(facts, new Map(offered), KNOWN, null);
      const superseded = memories.flatMap((memory) => memory.supersedes ?? []);
      expect(new Set(superseded).size).toBe(superseded.length);
      expect(KNOWN.map(({ id }) => id)).toEqual(expect.arrayContaining(superseded));
      expect(memories.length).toBeLessThanOrEqual(facts.length);
      const messages = offered.map(([, { messageId }]) => messageId);
      for (const { kind, sources } of memories) {
        expect(kind).toBe('fact');
        expect(sources.some(({ role }) => role === 'user')).toBe(true);
        expect(messages).toEqual(expect.arrayContaining(sources.map(({ id }) => id)));
      }
    }),
  );
});
