import type { MemoryRow } from './store.ts';

type Remembered = Pick<
  MemoryRow,
  'id' | 'kind' | 'role' | 'name' | 'content' | 'conversation_id' | 'occurred_at' | 'valid_from'
>;

/** How tokens are counted, and how a text is cut to some of them. */
export interface Tokens {
  tokens(text: string): number;
  beginning(text: string, most: number): string;
}

/**
 * Memories as a text for a prompt, within `budget` tokens: facts and notes, each with the day since when, then what was said by day
 * and conversation, oldest first. Of memories that do not all fit the best are taken; the very best is cut where it alone is
 * too long.
 *
 * @param ranked best first
 */
export function contextOf(ranked: readonly Remembered[], budget: number, count: Tokens): string {
  const taken: Remembered[] = [];
  let spent = 0;
  for (const memory of ranked) {
    // A line and, at worst, a heading of its own. What this counts too much leaves room.
    const cost = count.tokens(`${lineOf(memory)}\n`) + (taken.some((other) => isTogether(other, memory)) ? 0 : HEADING);
    if (spent + cost > budget) continue;
    taken.push(memory);
    spent += cost;
  }
  const [first] = ranked;
  if (taken.length === 0 && first && budget > HEADING) {
    const room = budget - HEADING - count.tokens(lineOf({ ...first, content: '' }));
    const content = room > 0 ? count.beginning(first.content, room).trim() : '';
    if (content !== '') taken.push({ ...first, content });
  }
  return within(taken, budget, count);
}

/** What a heading costs at most, with the blank line before it. */
const HEADING = 14;

/** The tokens of lines need not add up to the same, so that the whole is counted in the end. */
function within(taken: Remembered[], budget: number, { tokens }: Tokens): string {
  for (let size = taken.length; size > 0; size--) {
    const text = render(taken.slice(0, size));
    if (tokens(text) <= budget) return text;
  }
  return '';
}

function render(memories: readonly Remembered[]): string {
  const known = memories.filter(({ kind }) => kind !== 'turn').sort(byTime);
  const said = Map.groupBy(memories.filter(({ kind }) => kind === 'turn').sort(byTime), sessionOf);
  return [
    ...(known.length > 0 ? [['## Known', ...known.map(lineOf)].join('\n')] : []),
    ...[...said.values()].map((turns) =>
      [`## Said on ${dayOf(turns[0]?.occurred_at)}`, ...turns.map(lineOf)].join('\n'),
    ),
  ].join('\n\n');
}

/** A line of its own for each memory, so that nothing in it can pass for a heading or another's words. */
function lineOf({ kind, role, name, content, valid_from }: Remembered): string {
  const text = content.replace(/\s+/g, ' ').trim();
  return kind === 'turn' ? `- ${name ?? role ?? 'someone'}: ${text}` : `- ${text} (since ${dayOf(valid_from)})`;
}

const isTogether = (a: Remembered, b: Remembered) =>
  a.kind === 'turn' ? b.kind === 'turn' && sessionOf(a) === sessionOf(b) : b.kind !== 'turn';

const sessionOf = ({ conversation_id, occurred_at }: Remembered) => `${dayOf(occurred_at)} ${conversation_id ?? ''}`;

const dayOf = (at: Date | undefined) => at?.toISOString().slice(0, 10) ?? '';

const byTime = (a: Remembered, b: Remembered) => timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : 1);

const timeOf = ({ kind, occurred_at, valid_from }: Remembered) =>
  (kind === 'turn' ? occurred_at : valid_from).getTime();
