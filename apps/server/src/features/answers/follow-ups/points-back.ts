import { measureAsked } from '../extractive/measures.ts';
import { type QuestionTerm, readTerms } from '../extractive/question.ts';

/** `reference`: it has a pronoun for what was spoken of ("When was it built?"); `ellipsis`: it says only what differs ("And in May?"). */
export type PointsBack = 'reference' | 'ellipsis' | null;

/** How a question that only says what differs begins; what follows is no question of its own. */
const ELLIPSIS =
  /^\W*(?:(?:and|or|but|so|then|also)\b(?! (?:who|what|when|where|why|how|which|is|are|was|were|do|does|did|can|could|may|must|should|has|have|will)\b(?! about))|(?:and |or |but )?(?:what|how) about\b|und\b(?! (?:wer|was|wann|wo|wie|warum|welche\w*|ist|sind|war|hat|kann|gibt)\b)|oder\b|was ist mit\b|wie (?:steht|sieht) es (?:mit|bei)\b|et\b(?! (?:qui|que|quoi|quand|où|comment|pourquoi|combien|quel\w*|est)\b)|qu['’]en est-il\b|y\b(?! (?:quién|qué|cuándo|dónde|cómo|cuánt\w*|cuál\w*|es)\b)|y qué (?:pasa|hay)\b)/iu;

/** Words that always stand for something said before. */
const PRONOUN =
  /(?<![\p{L}\p{N}])(?:they|them|theirs|he|him|she|hers|(?:which|that|this|the \w+|an? \w+|another) ones?|es|er|ihn|ihm|ihnen|sie|dessen|deren|dort|davon|dafür|damit|dabei|darin|danach|dazu|dagegen|ils?|elles?|lui|ça|cela|celui-ci|celle-ci|él|ella|ellos|ellas|eso|esto|allí|ahí)(?![\p{L}\p{N}])/gu;
/** Those that also mean something else: "it takes … to", "is there", "documents that". */
const IT =
  /(?<!\p{L})[iI]t(?!\p{L})(?!['’]?s? (?:possible|allowed|permitted|necessary|safe|true|legal|worth|better|okay?)\b)(?! (?:takes?|costs?|took)\b[^?]* to \p{L})/gu;
const THERE =
  /(?<!\b(?:is|are|was|were|be|will|does|can|isn't|aren't) )\bthere\b(?! (?:is|are|was|were|be|a|an|any)\b)/gi;
const THIS =
  /\b(?:this|these|those)\b(?! (?:documents?|files?|manuals?|reports?|projects?|year|month|week|knowledge base)\b)/gi;
const THAT =
  /(?:^\W*|\b(?:is|are|was|were|does|do|did|about|for|of|to|with|than|after|before|why|how|by|from|on|in|mean|means) )that\b/gi;
const DAS = /\b(?:ist|war|kostet|heißt|bedeutet|geht|funktioniert|passiert) das\b(?!\s+\p{Lu})/giu;
/** Possessives may have their owner in the question itself. */
const POSSESSIVE = /(?<!\p{L})(?:its|their|his|her|seinen?|seiner?|ihren?|ihrer?|leurs?|sus?)(?=\s+\p{L})/gu;
/** Verbs whose pronoun stands for nothing: "gibt es", "y a-t-il". */
const EXPLETIVE = /\b(?:gibt|geht|handelt|ist) es\b|\bes gibt\b|\bil y a\b|\by a-t-il\b|\bfaut-il\b|\best-il\b/giu;
/** Between the clauses of a question: a pronoun after one may stand for something before it. */
const CLAUSE = /[,;:]|\b(?:and|if|when|while|because|once|before|after|so|but|und|wenn|falls|et|si|y)\b/i;

/** Whether a question can only be understood with what was said before it. */
export function pointsBack(question: string): PointsBack {
  const own = ownTerms(question);
  if (ELLIPSIS.test(question) && own.length <= 4 && !hasPronoun(question)) return 'ellipsis';
  if (hasPronoun(question)) return 'reference';
  return own.length === 0 || (/^\W*(?:and|but|so|und|et|y)\b/i.test(question) && own.length === 1) ? 'reference' : null;
}

/** Whether a question surely needs nothing from the conversation: it names its own subject in several words. */
export function standsAlone(question: string): boolean {
  const own = ownTerms(question);
  return pointsBack(question) === null && (own.length >= 3 || own.some((term) => term.specific));
}

/** The words that say what a question is about. A measure by itself ("how much?") is none. */
function ownTerms(question: string): QuestionTerm[] {
  const measured = measureAsked(question) !== null;
  return readTerms(question).filter((term) => !term.generic && !(measured && isMeasureWord(term.stem)));
}

function isMeasureWord(stem: string): boolean {
  return /^(long|far|high|tall|wide|deep|heavi|old|fast|often|hot|cold|cost|price|expens|much|mani)$/.test(stem);
}

function hasPronoun(question: string): boolean {
  // German "Sie" at the start is whom one speaks to; any other first word has its capital from its place.
  const started = /^\W*Sie\b/.test(question)
    ? question
    : question.replace(/^\W*\p{Lu}/u, (start) => start.toLowerCase());
  const text = started.replace(EXPLETIVE, (words) => ' '.repeat(words.length));
  const free = [PRONOUN, IT, THERE, THIS, THAT, DAS].flatMap((pattern) => [...text.matchAll(pattern)]);
  if (free.some((match) => !hasAntecedent(text, match.index, true))) return true;
  return [...text.matchAll(POSSESSIVE)].some((match) => !hasAntecedent(text, match.index, false));
}

/** Whether something named earlier in the question can be meant: for a free pronoun in a clause before its own. */
function hasAntecedent(text: string, at: number, inOtherClause: boolean): boolean {
  const before = text.slice(0, at);
  const clauses = before.split(CLAUSE);
  const searched = inOtherClause ? clauses.slice(0, -1).join(' ') : before;
  return readTerms(searched).some((term) => !term.generic);
}
