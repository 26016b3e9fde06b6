import { isGeneric, isStopWord } from '../text/stop-words.ts';
import { terms } from '../text/terms.ts';
import type { Candidate } from './candidates.ts';
import { holdsCount, measureAsked, NUMBER_WORD, states } from './measures.ts';
import type { Question } from './question.ts';

const MONTH =
  'jan(uary?)?|feb(ruary?)?|mar(ch)?|märz|apr(il)?|may|mai|june?|juni|july?|juli|aug(ust)?|sept?(ember)?|o[ck]t(ober)?|nov(ember)?|de[cz](ember)?';
const DATE = new RegExp(
  [
    '\\b(1\\d{3}|20\\d{2})(s|\\b)',
    '\\bcentur(y|ies)\\b',
    `\\b(${MONTH})\\.? \\d`,
    `\\b\\d{1,2}(st|nd|rd|th|\\.)? (of )?(${MONTH})\\b`,
    '\\b\\d{1,2}[.:]\\d{2}\\b',
    '\\b\\d{1,2} ?[ap]\\.?m\\b',
    '\\b(mon|tues|wednes|thurs|fri|satur|sun)days?\\b',
    '\\b(\\d+|\\w+th|first|second|third|last|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|several) (second|minute|hour|day|week|month|year)s?\\b',
    '\\b(at|by|until|till|from|before|after|between|to) (half past |a quarter (past|to) )?(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen)\\b(?! (of|\\w+s)\\b)',
    '\\b(noon|midnight|morning|evening|spring|summer|autumn|winter|annually|monthly|weekly|daily|whenever)\\b',
  ].join('|'),
  'i',
);
/** A capitalised word that no sentence begins with. */
const NAME = /(?<=[^.!?:\s]\s+["“(]?|;\s+)\p{Lu}[\p{Ll}’'-]+/u;
/** People by what they do; they may answer "who" without a name. */
const ROLE =
  /\b(head|manager|director|chair\w*|president|officer|secretary|treasurer|owner|team|department|office|desk|employees?|staff|adults?|children|parents|renters?|admin\w*|volunteers?|members?|doctors?|architects?|farmers?|hunters?|users?|everybody|everyone|nobody|anyone)\b/i;
/** Two capitalised words, or an initial or a title and one. */
const FULL_NAME = /(?<!\p{L})\p{Lu}[\p{Ll}’'-]*\.?\s+(?:\p{Lu}\.\s+)*\p{Lu}[\p{Ll}’'-]+/u;
const PLACE =
  /\b(in|at|on|into|onto|from|near|along|under|behind|inside|outside|between|beside|above|below|across|within)\b/i;
const REASON =
  /\b(wegen|weil|aufgrund|parce que|à cause|car|porque|because|due to|hence|since|so that|in order to|reason|caus(e|es|ed|ing)|as a result|result(s|ed) (in|from)|therefore|thanks to|leads? to|led to|by \w+ing|allow(s|ed|ing)?|enabl(e|es|ed|ing)|to (avoid|prevent|protect|keep|reduce|help|make|ensure))\b/i;
const DEFINITION = /\b(is|are|was|were|means?|refers? to|denotes?|stands? for|known as|defined as|called)\b|[:–—-]\s/i;

/**
 * Whether a unit can hold what the question asks for: a date for "when", a price for "what does it cost", a name the
 * question did not bring itself for "who". Null when its surface does not tell. The patterns are English.
 */
export function holdsWanted(question: Question, candidate: Candidate): boolean | null {
  const { text } = candidate.unit;
  const measure = measureAsked(question.asks);
  // Code is full of numbers that measure nothing.
  if (measure !== null) return candidate.unit.kind !== 'code' && states(measure, text);
  switch (question.wanted) {
    case 'date':
      return DATE.test(text);
    case 'number':
      return holdsCount(question.text, text) && countsIt(question, candidate);
    case 'person':
      return didIt(question, candidate) ? holdsName(question, text) : false;
    case 'place':
      return PLACE.test(text) || NAME.test(withoutWordsOf(question.text, text));
    case 'reason':
      return REASON.test(text) ? true : null;
    case 'definition':
      return DEFINITION.test(text) ? true : null;
    default:
      return null;
  }
}

/** Words between a number and what it counts: "3 billion wild ducks", "members: 31". */
const REACH = 4;

/** "How many eggs" is answered by a number of eggs: they stand together, except in a row. */
function countsIt(question: Question, { unit, words, own, context }: Candidate): boolean {
  const counted = /\bhow many\s+(.*)/i.exec(question.asks)?.[1];
  const stem = counted === undefined ? undefined : terms(counted).find((term) => !isStopWord(term.stem))?.stem;
  if (stem === undefined || isGeneric(stem)) return true;
  if (unit.kind === 'row') return own.has(stem) || context.has(stem);
  const isNumber = (word: string) => /\p{N}/u.test(word) || NUMBER_WORD.test(word);
  return words.some(
    (word, i) =>
      word.stem === stem && words.slice(Math.max(0, i - REACH), i + REACH).some((near) => isNumber(near.word)),
  );
}

/** "Who founded", but not "who is", "who do I ask". */
const DOES = /^\W*who\s+(?!(am|are|can|could|did|do|does|had|has|is|may|must|should|was|were|will|would)\b)/i;

/** "Who founded it" asks for a deed; a unit that speaks of no founding and has nobody doing anything to it is off the point. */
function didIt(question: Question, { unit, own, near, context }: Candidate): boolean {
  const deed = DOES.test(question.asks) ? question.terms.find((term) => !term.carried)?.stem : undefined;
  return (
    deed === undefined ||
    [own, near, context].some((stems) => stems.has(deed)) ||
    /\bby (\p{L}+ ){0,4}\p{Lu}\p{Ll}/u.test(unit.text)
  );
}

/** A full name is one; a single capitalised word may be. A function word at the start of a sentence is none. */
function holdsName(question: Question, text: string): boolean | null {
  const rest = withoutWordsOf(question.text, text);
  const first = terms(rest)[0];
  const starts = first !== undefined && /^\p{Lu}\p{Ll}/u.test(first.word) && !isStopWord(first.stem);
  if (FULL_NAME.test(starts || first === undefined ? rest : rest.slice(first.at + first.word.length))) return true;
  return starts || NAME.test(rest) || ROLE.test(rest) ? null : false;
}

/** The text with the question's own words in lower case: they name what is asked about, not the answer. */
function withoutWordsOf(question: string, text: string): string {
  const asked = new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  return text.replace(/[\p{L}\p{N}]+/gu, (word) => (asked.has(word.toLowerCase()) ? word.toLowerCase() : word));
}
