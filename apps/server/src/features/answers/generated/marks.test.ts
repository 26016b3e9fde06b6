import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markFilter } from './marks.ts';

function filtered(pieces: string[], sources: number): { text: string; cited: number[] } {
  const filter = markFilter(sources);
  const text = pieces.map((piece) => filter.push(piece)).join('') + filter.end();
  return { text, cited: filter.cited };
}

describe('marks', () => {
  test.each<[string, string, number[]]>([
    ['Grass [1].', 'Grass [1].', [1]],
    ['Worms [3] and grass [1], worms [3].', 'Worms [1] and grass [2], worms [1].', [3, 1]],
    ['Both [1, 3].', 'Both [1][2].', [1, 3]],
    ['Both [2][4].', 'Both [1][2].', [2, 4]],
    ['Many [2-4].', 'Many [1][2][3].', [2, 3, 4]],
    ['Wide【2】and 【1†L3-L9】.', 'Wide[1]and [2].', [2, 1]],
    ['Said [source 2] and [Sources 1 and 3] and [^4].', 'Said [1] and [2][3] and [4].', [2, 1, 3, 4]],
    ['Twice [1][1] and [1, 1] here.', 'Twice [1] and [1] here.', [1]],
    ['Invented [9]. Zero [0].', 'Invented. Zero.', []],
    ['Partly [2, 9].', 'Partly [1].', [2]],
    ['[9] First.\n[9] Second [1]', 'First.\nSecond [1]', [1]],
    ['A year [2024] and a [note] and [x.y].', 'A year [2024] and a [note] and [x.y].', []],
    ['Unfinished [1', 'Unfinished [1', []],
    ['  \n Spaces around [1] \n ', 'Spaces around [1]', [1]],
    ['Call `a[0]` or ``b[9]`` [2].', 'Call `a[0]` or ``b[9]`` [1].', [2]],
    ['```js\nconst x = y[1];\n```\nSee [1].', '```js\nconst x = y[1];\n```\nSee [1].', [1]],
    ['A lone ` tick.\n\nThen [2].', 'A lone ` tick.\n\nThen [1].', [2]],
  ])('%j', (input, text, cited) => {
    expect(filtered([input], 4)).toEqual({ text, cited });
  });

  test('prose is not held back, a possible mark is', () => {
    const filter = markFilter(20);
    expect(filter.push('Grass')).toBe('Grass');
    expect(filter.push(' and worms [1')).toBe(' and worms');
    expect(filter.push('2')).toBe('');
    expect(filter.push('] too')).toBe(' [1] too');
    expect(filter.push(' [see "')).toBe(' [see "');
  });
});

const fragments = fc.array(
  fc.oneof(
    fc.constantFrom(
      '[1]',
      '[2]',
      '[99]',
      '[1, 3]',
      '【2】',
      '[2-3]',
      '[source 1]',
      '[',
      ']',
      '`',
      '``',
      '```',
      '\n\n',
      ' ',
      '†',
      '[1',
      '1]',
      '.',
    ),
    fc.string({ maxLength: 6 }),
  ),
  { maxLength: 30 },
);

describe('for any text', () => {
  test('the output does not depend on how the text was cut', () => {
    fc.assert(
      fc.property(fragments, fc.array(fc.nat(7), { minLength: 1, maxLength: 60 }), (parts, cuts) => {
        const text = parts.join('');
        const pieces: string[] = [];
        for (let at = 0, i = 0; at < text.length; i += 1) {
          const size = cuts[i % cuts.length] ?? 0;
          pieces.push(text.slice(at, at + size));
          at += size === 0 && i % cuts.length === cuts.length - 1 && cuts.every((c) => c === 0) ? text.length : size;
        }
        const rest = pieces.join('').length;
        expect(filtered([...pieces, text.slice(rest)], 3)).toEqual(filtered([text], 3));
      }),
      { numRuns: 500 },
    );
  });

  test('outside code every mark is a citation, numbered 1 to k in order of appearance', () => {
    fc.assert(
      fc.property(fragments, (parts) => {
        const { text, cited } = filtered([parts.join('').replaceAll('`', "'")], 3);
        const marks = [...text.matchAll(/\[(\d{1,3})\]/g)].map((match) => Number(match[1]));
        expect([...new Set(marks)]).toEqual(cited.map((_, i) => i + 1));
        expect(new Set(cited).size).toBe(cited.length);
        expect(cited.every((n) => n >= 1 && n <= 3)).toBe(true);
        expect(text).toBe(text.trim());
      }),
      { numRuns: 500 },
    );
  });
});
