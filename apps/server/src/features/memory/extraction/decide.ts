import { gist } from '../digest.ts';
import type { NewMemory, Source } from '../types.ts';
import { holdsSecret } from './private.ts';
import type { Extracted, KnownFact, Turn } from './types.ts';

/**
 * Turns what the model said into what is written. The model's numbers mean nothing but a place in the two lists that it was
 * given, so that nothing else can be touched, whatever it answers; each known fact is touched at most once.
 *
 * A fact must be said by a person: an assistant's words may come from anywhere, such as a document.
 *
 * @param turns those that were offered as sources, number 1 first, and are still there
 * @param known the facts that were offered, number 1 first
 */
export function decide(
  extracted: readonly Extracted[],
  turns: ReadonlyMap<number, Turn>,
  known: readonly KnownFact[],
  conversationId: string | null,
): NewMemory[] {
  const touched = new Set<KnownFact>();
  const said = new Set<string>();
  return extracted.flatMap((fact) => {
    const sources = sourcesOf(fact, turns);
    if (fact.operation === 'ignore' || holdsSecret(fact.text) || !sources.some(byPerson)) return [];
    if (said.has(gist(fact.text))) return [];
    said.add(gist(fact.text));

    const memory = newFact(fact, sources, conversationId);
    const target = known.find((other) => gist(other.content) === gist(fact.text)) ?? targetOf(fact, known);
    if (!target) return [memory];
    const repeats = fact.operation === 'merge' || gist(target.content) === gist(fact.text);
    if (touched.has(target)) return repeats ? [] : [memory];
    touched.add(target);
    // Said in the same words, it is merged with the one that is known.
    if (repeats) return [{ ...memory, name: target.name, content: target.content, validFrom: null }];
    return contradiction(memory, target);
  });
}

/** What was said later holds. Of turns that are read late, only what was true before the known fact is news. */
function contradiction(memory: NewMemory, known: KnownFact): NewMemory[] {
  const from = memory.validFrom ?? memory.occurredAt;
  if (memory.occurredAt >= known.mentionedAt) {
    // Not before the other began, which may only have been said late.
    const validFrom = new Date(Math.max(from.getTime(), known.validFrom.getTime()));
    return [{ ...memory, validFrom, supersedes: [known.id] }];
  }
  return from < known.validFrom ? [{ ...memory, validUntil: known.validFrom }] : [];
}

function targetOf({ operation, known: number }: Extracted, known: readonly KnownFact[]): KnownFact | undefined {
  return operation === 'add' || number === null ? undefined : known[number - 1];
}

const sourcesOf = ({ sources }: Extracted, turns: ReadonlyMap<number, Turn>): Turn[] =>
  [...new Set(sources)].sort((a, b) => a - b).flatMap((number) => turns.get(number) ?? []);

function newFact(fact: Extracted, turns: readonly Turn[], conversationId: string | null): NewMemory {
  return {
    kind: 'fact',
    conversationId,
    role: null,
    name: null,
    content: fact.text,
    importance: fact.importance,
    occurredAt: new Date(Math.min(...turns.map((turn) => turn.at.getTime()))),
    validFrom: fact.validFrom,
    validUntil: null,
    metadata: {},
    sources: turns.map(source),
  };
}

/** Whether a person said it; a piece of a text has no role. */
export const byPerson = ({ role }: Turn) => role === 'user' || role === null;

const source = ({ messageId, role, name, content, at }: Turn): Source => ({ id: messageId, role, name, content, at });
