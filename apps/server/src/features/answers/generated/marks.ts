/** Turns a model's text into ours while it streams. Every output depends on the text alone, not on how it was cut. */
export interface MarkFilter {
  /** Takes the next piece; returns what of the text so far is final and not yet returned. */
  push(piece: string): string;
  /** The rest, once the text is complete. */
  end(): string;
  /** The source numbers cited, in order of appearance: citation k is source `cited[k - 1]`. */
  readonly cited: number[];
}

/** A bracket that holds more than this is prose. */
const LONGEST = 64;
const NUMBER = '\\d{1,3}(?::\\d{1,3})?(?:\\s*[-–]\\s*\\d{1,3})?';
const WORD = '(?:sources?|refs?|references?|citations?|docs?|documents?|passages?)';
const MARK = new RegExp(
  `^\\s*(?:\\^|${WORD}\\s*[:#]?\\s*)?(${NUMBER}(?:\\s*(?:[,;、&]|and)\\s*(?:${WORD}\\s*)?${NUMBER})*)(?:†[^\\n]*)?\\s*$`,
  'i',
);
/** What every beginning of a mark matches: anything else need not be held back. */
const MAY_BECOME_MARK = /^[\s^#:,;、&–\-\da-z]*(?:†[^\n]*)?$/i;

/**
 * Filters citation marks out of a streamed answer: `[1]`, `[1, 2]`, `[2-4]`, `[source 3]`, `【1】`, `【1†…】` become
 * `[k]`, renumbered from 1 in order of appearance; numbers beyond `sources` vanish with the space before them; a number
 * repeated in one run is given once. Code between back-ticks is left alone. Space at both ends is dropped.
 *
 * @param style `hidden`: all marks are removed, and only `cited` tells of them
 */
export function markFilter(sources: number, style: 'shown' | 'hidden' = 'shown'): MarkFilter {
  const cited: number[] = [];
  const run = new Set<number>();
  let pending = '';
  let space = '';
  let began = false;
  /** The last characters given out. */
  let tail = '';
  /** A mark was removed at the start of a line: the space that followed it goes too. */
  let atLineStart = false;
  /** Length of the back-tick run that opened the code we are in, or 0. */
  let code = 0;

  const emit = (text: string): string => {
    const out = (began ? space : '') + text;
    // A single tick that never closes must not turn the rest of the answer into code.
    if (code > 0 && code < 3 && /\n\s*\n/.test(space)) code = 0;
    space = '';
    began = true;
    atLineStart = false;
    tail = (tail + out).slice(-12);
    return out;
  };
  const remove = () => {
    atLineStart = space.includes('\n');
    // What stood before and after the removed mark must not close up into a new one: "[1" and "2]".
    if (!atLineStart) space = /\[\d*$/.test(tail) ? ' ' : '';
  };
  const renumbered = (numbers: number[]): string => {
    const fresh = numbers.filter((n) => n >= 1 && n <= sources && !run.has(n));
    for (const n of fresh) {
      run.add(n);
      if (!cited.includes(n)) cited.push(n);
    }
    if (style === 'hidden') return '';
    return [...new Set(fresh)].map((n) => `[${cited.indexOf(n) + 1}]`).join('');
  };

  const read = (final: boolean): string => {
    let out = '';
    let i = 0;
    while (i < pending.length) {
      const character = pending[i] ?? '';
      if (/\s/.test(character)) {
        if (!(atLineStart && character === ' ')) space += character;
        i += 1;
      } else if (character === '`') {
        const ticks = /^`+/.exec(pending.slice(i))?.[0] ?? '';
        if (i + ticks.length === pending.length && !final) break;
        out += emit(ticks);
        code = code === 0 ? ticks.length : code === ticks.length ? 0 : code;
        run.clear();
        i += ticks.length;
      } else if ((character === '[' || character === '【') && code === 0) {
        const mark = readMark(pending.slice(i, i + LONGEST), final);
        if (mark === 'unfinished') break;
        const text = mark === 'prose' ? character : renumbered(mark.numbers);
        if (mark === 'prose') run.clear();
        if (text !== '') out += emit(text);
        else remove();
        i += mark === 'prose' ? 1 : mark.length;
      } else {
        out += emit(character);
        run.clear();
        i += 1;
      }
    }
    pending = pending.slice(i);
    return out;
  };

  return {
    cited,
    push: (piece) => {
      pending += piece;
      return read(false);
    },
    end: () => read(true),
  };
}

/** Reads a mark at the start of `text`, which is all there is so far, at most {@link LONGEST} characters. */
function readMark(text: string, final: boolean): { numbers: number[]; length: number } | 'prose' | 'unfinished' {
  const close = text.search(/[\]】]/);
  const inside = text.slice(1, close < 0 ? undefined : close);
  if (close < 0) return !final && text.length < LONGEST && MAY_BECOME_MARK.test(inside) ? 'unfinished' : 'prose';
  const numbers = MARK.exec(inside)?.[1];
  return numbers === undefined ? 'prose' : { numbers: expand(numbers), length: close + 1 };
}

/** "1, 3-5" as 1, 3, 4, 5. */
function expand(list: string): number[] {
  return [...list.matchAll(/(\d+)(?::\d+)?(?:\s*[-–]\s*(\d+))?/g)].flatMap((match) => {
    const from = Number(match[1]);
    const to = match[2] === undefined ? from : Number(match[2]);
    return to < from ? [from, to] : Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}
