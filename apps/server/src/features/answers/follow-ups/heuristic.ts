import type { Message } from '../../../platform/llm/index.ts';
import { withoutMeasure } from '../extractive/measures.ts';
import { readTerms, splitContext } from '../extractive/question.ts';
import { textOf } from '../messages.ts';
import { terms } from '../text/terms.ts';
import { pointsBack } from './points-back.ts';

/** Topics are taken from this many turns at most, and have this many words. */
const TURNS = 6;
const MOST_WORDS = 12;
/** "Josiah Penrose", "Ms. Petrov": who "he" and "she" can be. */
const PERSON =
  /(?:\p{Lu}\p{Ll}{0,3}\. ?)*\p{Lu}[\p{Ll}’'-]+(?: (?:\p{Lu}\. )?\p{Lu}[\p{Ll}’'-]+)+|(?:Mrs?|Ms|Dr|Prof)\. \p{Lu}\p{Ll}+/gu;
const PERSONAL = /(?<!\p{L})(?:he|him|his|she|her|hers|er|ihn|ihm|seine?|ihre?|il|elle|lui|él|ella)(?!\p{L})/iu;

/**
 * A follow-up with what it leaves out behind it in brackets, which search and {@link splitContext} understand: "When was it
 * automated? (lighthouse Gannet Rock)", "And a tandem? (What does an e-bike cost per day)". Any other question as it is.
 */
export function withContext(question: string, history: readonly Message[]): string {
  const kind = pointsBack(splitContext(question).question);
  if (kind === null || splitContext(question).context !== null) return question;
  const turns = history.filter((message) => message.role === 'user' || message.role === 'assistant').slice(-2 * TURNS);
  const at = turns.findLastIndex((message) => message.role === 'user' && textOf(message).trim() !== '');
  const before = turns[at];
  if (before === undefined) return question;
  const asked = splitContext(withContext(textOf(before).trim(), turns.slice(0, at)));
  const answer = turns
    .slice(at + 1)
    .map(textOf)
    .join('\n');
  const context = kind === 'ellipsis' ? wholeOf(asked) : topicOf(question, asked, answer);
  return context === '' ? question : `${question.trim()} (${context})`;
}

interface Asked {
  question: string;
  context: string | null;
}

/** The question before, of which this one changes a part. */
function wholeOf({ question, context }: Asked): string {
  const isPart = context !== null && pointsBack(question) === 'ellipsis';
  return bare(isPart ? context : [question, context].filter(Boolean).join(', '));
}

/** What the question before was about: its subject and own words; and, for a person, who its answer named. */
function topicOf(question: string, { question: before, context }: Asked, answer: string): string {
  const people = PERSONAL.test(question) ? (answer.match(PERSON) ?? []).slice(0, 2) : [];
  const words = [...people, ...contentWords(context ?? ''), ...contentWords(before)];
  return bare([...new Set(words)].slice(0, MOST_WORDS).join(' '));
}

/** The words of a text that carry its topic, as they are written. */
function contentWords(text: string): string[] {
  const topical = new Map(readTerms(withoutMeasure(text)).map((term) => [term.stem, !term.generic]));
  return terms(text)
    .filter((term) => topical.get(term.stem) === true)
    .map((term) => term.word);
}

function bare(text: string): string {
  return text
    .replace(/[()[\]]/g, ' ')
    .replace(/[?!.\s]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
