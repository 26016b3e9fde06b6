import { type Term, terms } from '../text/terms.ts';
import { ANNOUNCES, type Unit, units } from '../text/units.ts';
import type { Passage } from '../types.ts';
import { asksOneFact, type Question } from './question.ts';

/** A unit that may answer, with the words in it and around it. */
export interface Candidate {
  passage: Passage;
  unit: Unit;
  /** The sentence it continues, in the same paragraph. */
  previous: Unit | null;
  words: Term[];
  /** Stems in the unit itself. */
  own: ReadonlySet<string>;
  /** Stems of section titles, the line before a list, column titles, the document's title. */
  context: ReadonlySet<string>;
  /** Stems of the title right above, or of the line that a list follows. */
  title: ReadonlySet<string>;
  /** Stems of the units before and after in the same block. */
  near: ReadonlySet<string>;
  /** Stems anywhere in the passage. */
  passageStems: ReadonlySet<string>;
}

/**
 * The units of the passages that may answer, best passage first, each piece of a document once although passages may
 * overlap. A line that announces or asks is no answer, a whole list none to a question for one fact.
 */
export function candidates(passages: Passage[], question: Question): Candidate[] {
  const seen = new Set<string>();
  return passages.flatMap((passage) => {
    const found = units(passage.text, passage.heading).map((unit) => ({ unit, words: terms(ownWords(unit)) }));
    const stems = found.map(({ words }) => new Set(words.map((word) => word.stem)));
    const passageStems = union([...stems, stemsOf(`${passage.heading} ${passage.document.title ?? ''}`)]);
    return found.flatMap(({ unit, words }, i) => {
      const place = `${passage.document.id}:${passage.start + unit.start}:${passage.start + unit.end}`;
      if (seen.has(place) || (unit.kind === 'sentence' && ANNOUNCES.test(unit.text))) return [];
      if (unit.kind === 'list' && asksOneFact(question)) return [];
      seen.add(place);
      const titles = unit.cells.map((cell) => cell.title).join(' ');
      const sameBlock = (at: number) => unit.kind === 'sentence' && found[at]?.unit.block === unit.block;
      return [
        {
          passage,
          unit,
          previous: sameBlock(i - 1) ? (found[i - 1]?.unit ?? null) : null,
          words,
          own: stems[i] ?? new Set<string>(),
          context: stemsOf(`${unit.context} ${titles} ${passage.document.title ?? ''}`),
          title: stemsOf(unit.context.split(/ [·›] /).at(-1) ?? ''),
          near: union([i - 1, i + 1].filter(sameBlock).map((at) => stems[at] ?? new Set())),
          passageStems,
        },
      ];
    });
  });
}

/** A row's own words are its values: its titles are every row's. */
function ownWords(unit: Unit): string {
  return unit.kind === 'row' ? unit.cells.map((cell) => cell.value).join(' ') : unit.text;
}

function stemsOf(text: string): Set<string> {
  return new Set(terms(text).map((term) => term.stem));
}

function union(sets: ReadonlySet<string>[]): Set<string> {
  return new Set(sets.flatMap((set) => [...set]));
}
