import { cite } from '../citation.ts';
import type { Citation, Passage } from '../types.ts';
import { markFilter } from './marks.ts';
import { bestQuote, claims } from './quotes.ts';

/** A model's text while it is read: what of it is shown, and what it cites. */
export interface Reading {
  /** Takes the next piece; returns what is shown of it now. */
  push(piece: string): string;
  /** The rest, once the text is complete. */
  end(): string;
  /** Citations whose number came up since this was last called. */
  fresh(): Citation[];
  /** All of them, their quotes chosen by all that was said. */
  citations(): Citation[];
  /** The words said, without any form around them. */
  words(): string;
}

/**
 * Prose: marks are renumbered in order of appearance, and those of no source removed, see {@link markFilter}.
 *
 * @param shown whether the text keeps the marks
 */
export function readProse(sources: Passage[], shown: boolean): Reading {
  const marks = markFilter(sources.length);
  const bare = shown ? null : markFilter(sources.length, 'hidden');
  let text = '';
  let told = 0;
  const citation = (source: number, i: number) => citationOf(sources, source, i + 1, claims(text, i + 1));
  return {
    push(piece) {
      const marked = marks.push(piece);
      text += marked;
      return bare === null ? marked : bare.push(piece);
    },
    end() {
      const marked = marks.end();
      text += marked;
      return bare === null ? marked : bare.end();
    },
    fresh() {
      const from = told;
      told = marks.cited.length;
      return marks.cited.slice(from).flatMap((source, i) => citation(source, from + i));
    },
    citations: () => marks.cited.flatMap(citation),
    words: () => text,
  };
}

/**
 * JSON is the caller's: it passes byte for byte, so that it stays JSON. A mark in one of its strings cites the source of
 * its own number; one of no source remains, and nothing in `citations` has its number.
 */
export function readJson(sources: Passage[]): Reading {
  let text = '';
  let ended = false;
  let told = false;
  const citations = () => {
    const words = stringsIn(text);
    const cited = new Set([...words.matchAll(/\[(\d{1,3})\]/g)].map((mark) => Number(mark[1])));
    return [...cited].flatMap((n) => citationOf(sources, n, n, claims(words, n)));
  };
  return {
    push(piece) {
      text += piece;
      return piece;
    },
    end() {
      ended = true;
      return '';
    },
    fresh() {
      if (!ended || told) return [];
      told = true;
      return citations();
    },
    citations,
    words: () => stringsIn(text),
  };
}

function citationOf(sources: Passage[], source: number, n: number, claim: string): Citation[] {
  const passage = sources[source - 1];
  if (passage === undefined) return [];
  const quote = bestQuote(passage, claim);
  return [cite(n, passage, quote.start, quote.end)];
}

/** All string values of a JSON text, a line each; the text itself when it cannot be parsed (it was cut, or is none). */
function stringsIn(json: string): string {
  const found: string[] = [];
  try {
    JSON.parse(json, (_, value: unknown) => {
      if (typeof value === 'string') found.push(value);
      return value;
    });
  } catch {
    return json;
  }
  return found.join('\n');
}
