import { isGeneric, isStopWord } from '../text/stop-words.ts';
import { terms } from '../text/terms.ts';
import type { Turn } from '../types.ts';
import { measureAsked, withoutMeasure } from './measures.ts';

/** What kind of thing an answer must hold. */
type Wanted = 'person' | 'date' | 'number' | 'place' | 'reason' | 'definition' | 'list' | 'anything';

export interface QuestionTerm {
  stem: string;
  /** A name, a number or an acronym: a passage without it is about something else. */
  specific: boolean;
  /** A word of questions rather than of topics. */
  generic: boolean;
  /** Taken over from the turn before. */
  carried: boolean;
}

export interface Question {
  text: string;
  /** Content words in order, each once. */
  terms: QuestionTerm[];
  wanted: Wanted;
}

/** What may stand before a question word; later in the sentence the same word opens a clause. */
const START =
  '^\\W*(?:(?:and|so|but|by|to|from|with|for|of|on|at|in|since|until|about|approximately|roughly|please|tell me|can you tell me|do you know|ab|bis|seit|von|mit)\\s+)*';
/** The kinds, tried in order. */
const WANTED: [Wanted, RegExp][] = [
  [
    'person',
    new RegExp(
      `${START}(who|whom|whose|which (person|author|scientist|president|company)|wer|wem|wen|qui|quién|chi|quem)\\b`,
      'i',
    ),
  ],
  [
    'date',
    new RegExp(
      `${START}(when|wann|quand|cuándo|quando|(what|which) (year|date|day|month|century|decade|time(?! zone)))\\b`,
      'i',
    ),
  ],
  [
    'number',
    /\b(how (many|much|long|tall|high|far|fast|old|big|large|heavy|wide|deep|often|hot|cold)|wie ?viele?|combien|cuánt[oa]s?|quant[ei]|quant[oa]s)\b/i,
  ],
  ['number', /\bwhat (is|was|are|were) the (\w+ ){0,2}(number|percentage|amount|size|length|rate|score|limit)\b/i],
  [
    'place',
    new RegExp(
      `${START}(where|wo|où|dónde|dove|onde|(what|which) (city|country|place|town|region|state|continent))\\b`,
      'i',
    ),
  ],
  ['reason', /\bwhy\b|\bhow come\b|\breasons?\b/i],
  [
    'list',
    /\bwhat are (the|some)\b|\b(list|name|enumerate)\b|\bwhich\b.*\bare\b|\bsteps\b|\bhow (do|can|should) (i|we|you|one)\b|\bhow to\b/i,
  ],
  ['definition', /^\W*(so )?what (is|are|was|were)\b|\bdefin(e|ition)\b|\bmeaning of\b|\bwhat does \S+ mean\b/i],
];

/** Who, when, where and how many: one fact answers. */
export function asksOneFact(question: Question): boolean {
  return measureAsked(question.text) !== null || ['person', 'date', 'number', 'place'].includes(question.wanted);
}

/** Words that point back into the conversation. */
const POINTS_BACK = /\b(it|its|they|them|their|he|she|him|her|his|that|this|these|those|there)\b/i;

/** Reads a question. A question that points back ("When was it founded?") takes up the words of the user's turn before. */
export function readQuestion(text: string, history: Turn[] = []): Question {
  const own = readTerms(withoutMeasure(text));
  const before = history.filter((turn) => turn.role === 'user').at(-1);
  const carried =
    before && (own.length === 0 || POINTS_BACK.test(text)) ? readTerms(withoutMeasure(before.content)) : [];
  const all = new Map(
    [...carried.map((term) => ({ ...term, carried: true })), ...own].map((term) => [term.stem, term]),
  );
  return {
    text,
    terms: [...all.values()],
    wanted: WANTED.find(([, pattern]) => pattern.test(text))?.[0] ?? 'anything',
  };
}

/** The content words of a text, in order. */
export function readTerms(text: string): QuestionTerm[] {
  const words = terms(text);
  const capitals = words.filter((term) => /^\p{Lu}/u.test(term.word)).length;
  const titleCase = words.length > 2 && capitals > words.length * 0.7;
  return words
    .filter((term) => !isStopWord(term.stem))
    .map((term) => {
      const name = !titleCase && term.at > 0 && /^\p{Lu}/u.test(term.word) && !/[.!?]\s*$/.test(text.slice(0, term.at));
      const specific = name || /\p{N}/u.test(term.word) || /^\p{Lu}{2,}$/u.test(term.word);
      return { stem: term.stem, specific, generic: !specific && isGeneric(term.stem), carried: false };
    });
}
