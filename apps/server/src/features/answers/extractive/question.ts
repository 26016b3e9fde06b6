import { isGeneric, isStopWord } from '../text/stop-words.ts';
import { terms } from '../text/terms.ts';
import { measureAsked, withoutMeasure } from './measures.ts';

/** What kind of thing an answer must hold. */
export type Wanted = 'person' | 'date' | 'number' | 'place' | 'reason' | 'definition' | 'list' | 'anything';

export interface QuestionTerm {
  stem: string;
  /** A name, a number or an acronym: a passage without it is about something else. */
  specific: boolean;
  /** How many names stand in a row with it, itself included: "Port Ellwick" is one thing of two words. */
  nameWords: number;
  /** A word of questions rather than of topics. */
  generic: boolean;
  /** The kind of thing asked for ("which header"), which an answer rarely names. */
  kind: boolean;
  /** Taken over from the turn before. */
  carried: boolean;
}

export interface Question {
  text: string;
  /** The part that tells what kind of thing is asked for: all of it, but for a follow-up. */
  asks: string;
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
  ['reason', /\bwhy\b|\bhow come\b|\breasons?\b|\b(warum|weshalb|wieso|pourquoi)\b|por qué/i],
  [
    'list',
    /\bwhat are (the|some)\b|\b(list|name|enumerate)\b|\bwhich\b.*\bare\b|\bsteps\b|\bhow (do|can|should) (i|we|you|one)\b|\bhow to\b/i,
  ],
  ['definition', /^\W*(so )?what (is|are|was|were)\b|\bdefin(e|ition)\b|\bmeaning of\b|\bwhat does \S+ mean\b/i],
];

/** Who, when, where and how many: one fact answers. */
export function asksOneFact(question: Question): boolean {
  return measureAsked(question.asks) !== null || ['person', 'date', 'number', 'place'].includes(question.wanted);
}

/** What a follow-up left out stands behind it in brackets: "When was it automated? (lighthouse Gannet Rock)". */
export function splitContext(text: string): { question: string; context: string | null } {
  const match = /^(.*\S)\s+\(([^()]+)\)$/s.exec(text.trim());
  return match === null ? { question: text, context: null } : { question: match[1] ?? '', context: match[2] ?? null };
}

/** Reads a question. The words of its context count for less than its own. */
export function readQuestion(text: string): Question {
  const { question, context } = splitContext(text);
  const own = readTerms(withoutMeasure(question));
  const carried = context === null ? [] : readTerms(withoutMeasure(context));
  const all = new Map(
    [...carried.map((term) => ({ ...term, carried: true })), ...own].map((term) => [term.stem, term]),
  );
  // "And a tandem? (What does an e-bike cost)": what kind of thing is asked for, the question before tells.
  const asks =
    context !== null && wantedOf(question) === 'anything' && measureAsked(question) === null ? context : question;
  return { text, asks, terms: [...all.values()], wanted: wantedOf(asks) };
}

function wantedOf(text: string): Wanted {
  return WANTED.find(([, pattern]) => pattern.test(text))?.[0] ?? 'anything';
}

/** The content words of a text, in order. */
export function readTerms(text: string): QuestionTerm[] {
  const words = terms(text);
  const capitals = words.filter((term) => /^\p{Lu}/u.test(term.word)).length;
  const titleCase = words.length > 2 && capitals > words.length * 0.7;
  const asked = KIND.exec(text)?.[1];
  const kind = asked === undefined || /^\p{Lu}/u.test(asked) ? undefined : terms(asked)[0]?.stem;
  const specific = words.map((term) => {
    const name = !titleCase && term.at > 0 && /^\p{Lu}/u.test(term.word) && !/[.!?]\s*$/.test(text.slice(0, term.at));
    return (name && !isStopWord(term.stem)) || /\p{N}/u.test(term.word) || /^\p{Lu}{2,}$/u.test(term.word);
  });
  return words.flatMap((term, i) => {
    if (isStopWord(term.stem)) return [];
    const isSpecific = specific[i] === true;
    const generic = !isSpecific && isGeneric(term.stem);
    return [
      {
        stem: term.stem,
        specific: isSpecific,
        nameWords: runAround(specific, i),
        generic,
        kind: term.stem === kind,
        carried: false,
      },
    ];
  });
}

/** "Which header …", "in what unit …": the noun of the question word. */
const KIND = /\b(?:which|what|welche[rsmn]?|quels?|quelles?|qué|cuál)\s+(\p{L}+)/iu;

/** Length of the run of true values that `at` stands in; 0 when it stands in none. */
function runAround(flags: boolean[], at: number): number {
  if (flags[at] !== true) return 0;
  let from = at;
  let to = at;
  while (flags[from - 1] === true) from -= 1;
  while (flags[to + 1] === true) to += 1;
  return to - from + 1;
}
