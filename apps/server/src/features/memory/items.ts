import type { BodyOf, routes } from '@ragkeep/contract';
import { notes, pieces } from './split.ts';
import type { NewMemory, RememberedMessage } from './types.ts';

/** What is remembered first and forgotten last, where nothing is said: facts, then notes, then what was said. */
const IMPORTANCE = { turn: 0.5, note: 0.6, fact: 0.7 } as const;

type Fact = NonNullable<BodyOf<typeof routes.createMemories>['facts']>[number];

/** A memory for each message, word for word, or for each piece of a very long one. Blank ones make none. */
export function turnsOf(messages: readonly RememberedMessage[], conversationId: string | null, now: Date): NewMemory[] {
  return messages.flatMap(({ role, content, name = null, at = now, id = null, metadata = {} }) =>
    pieces(content)
      .filter((piece) => piece.trim() !== '')
      .map((piece) => ({
        ...blank('turn', piece, at),
        ...{ conversationId, role, name, metadata },
        sources: [{ id, role, name, content: null, at }],
      })),
  );
}

/** A memory for each paragraph of a text, or for some sentences of a long one. */
export const notesOf = (text: string, conversationId: string | null, now: Date): NewMemory[] =>
  notes(text).map((piece) => ({ ...blank('note', piece, now), conversationId }));

/** A memory for each fact. */
export function factsOf(facts: readonly Fact[], conversationId: string | null, now: Date): NewMemory[] {
  return facts.map((fact) => {
    const given = typeof fact === 'string' ? { content: fact } : fact;
    const { content, importance = IMPORTANCE.fact, valid_from, valid_until, metadata = {} } = given;
    return {
      ...blank('fact', content.trim(), now),
      ...{ conversationId, importance, metadata },
      validFrom: valid_from === undefined ? null : new Date(valid_from),
      validUntil: valid_until === undefined ? null : new Date(valid_until),
    };
  });
}

const blank = (kind: NewMemory['kind'], content: string, occurredAt: Date): NewMemory => ({
  kind,
  content,
  occurredAt,
  conversationId: null,
  role: null,
  name: null,
  importance: IMPORTANCE[kind],
  validFrom: null,
  validUntil: null,
  metadata: {},
  sources: [],
});
