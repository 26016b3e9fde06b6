import { POINTS_BACK } from '../text/points-back.ts';
import type { Span } from '../text/span.ts';
import { terms } from '../text/terms.ts';
import { rowText, type Unit } from '../text/units.ts';
import { measureAsked } from './measures.ts';
import type { Question } from './question.ts';
import type { Scored } from './score.ts';

/** What to quote for a candidate and how to say it. */
export interface Piece {
  quote: Span;
  text: string;
  /** Whether it stands on a line of its own: rows, lists and code do. */
  ownLine: boolean;
}

/**
 * The words of a selected unit; a row names its columns, a sentence that points back brings the one before it, unless
 * that is selected itself.
 */
export function render({ unit, previous }: Scored, question: Question, selected: Scored[]): Piece {
  if (unit.kind === 'code') return { quote: unit, text: `\`\`\`\n${unit.text}\n\`\`\``, ownLine: true };
  if (unit.kind === 'row') return { quote: unit, text: askedCells(unit, question), ownLine: true };
  if (previous !== null && POINTS_BACK.test(unit.text) && !selected.some((other) => other.unit === previous)) {
    return { quote: { start: previous.start, end: unit.end }, text: `${previous.text} ${unit.text}`, ownLine: false };
  }
  return { quote: unit, text: unit.text, ownLine: unit.kind === 'list' };
}

/** Titles of columns that hold what such a question asks for. */
const COLUMNS: Partial<Record<Question['wanted'], RegExp>> = {
  place: /\b(city|country|town|state|region|place|location|address|street|room|site|ort|stadt|land|ville|pays)\b/i,
  date: /\b(date|day|year|month|time|datum|tag|jahr|zeit|jour|année)\b/i,
  person: /\b(name|person|author|owner|contact|member)\b/i,
};

/**
 * A row as "title: value" pairs. When the question names columns, or asks for what some hold, only these and the cells that
 * say which row it is: the first one and those the question mentions.
 */
function askedCells(unit: Unit, question: Question): string {
  const asked = new Set(question.terms.map((term) => term.stem));
  const mentions = (text: string) => terms(text).some((term) => asked.has(term.stem));
  const holds = (title: string) => mentions(title) || COLUMNS[question.wanted]?.test(title) === true;
  const measure = measureAsked(question.asks);
  const states = (cell: Unit['cells'][number]) => holds(cell.title) || measure?.stated.test(cell.value) === true;
  // The title of the cell that names the row ("Customer Id" for a customer) is not what is asked for.
  const named = unit.cells.some((cell, i) => i > 0 && states(cell) && !mentions(cell.value));
  const shown = named ? unit.cells.filter((cell, i) => i === 0 || states(cell) || mentions(cell.value)) : unit.cells;
  return rowText(shown);
}
