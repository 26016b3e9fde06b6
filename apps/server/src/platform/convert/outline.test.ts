import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blocksOf } from './outline.ts';
import { joinParts } from './pages.ts';
import type { Box } from './types.ts';

/** Kinds and texts, in short. */
const outline = (markdown: string) =>
  blocksOf(markdown, null).map(({ type, level, start, end }) => [
    level ? `${type} ${level}` : type,
    markdown.slice(start, end),
  ]);

const pieces = [
  '# Title',
  'Some words of a paragraph.',
  'and a line below',
  '- an item',
  '    - within',
  '2. second',
  '| a | b |',
  '| - | - |',
  '```',
  '~~~js',
  '> said',
  '---',
  '===',
  '    indented',
  '',
  ' ',
  '|',
  '-',
];

test.each([
  ['pieces of Markdown', fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((lines) => lines.join('\n'))],
  ['any text', fc.string({ unit: 'binary', maxLength: 200 })],
])('blocks of %s ascend, do not overlap, and hold every character that is not blank', (_name, texts) => {
  fc.assert(
    fc.property(texts, (markdown) => {
      let at = 0;
      for (const { start, end } of blocksOf(markdown, null)) {
        expect(markdown.slice(at, start).trim()).toBe('');
        expect(end).toBeGreaterThan(start);
        expect(markdown.slice(start, end)).toBe(markdown.slice(start, end).trim());
        at = end;
      }
      expect(markdown.slice(at).trim()).toBe('');
    }),
  );
});

describe('kinds', () => {
  test('one of each', () => {
    const list = '- one\n- two\n    1. inner\n\n      more of it';
    const code = '```js\n# no heading\n\n- no list\n```';
    const table = '| a | b |\n| - | - |\n| 1 | 2 |';
    const markdown = ['# Head', 'Words\nand words', list, '1. other', table, code, '> a\n> b', '***', 'End'].join(
      '\n\n',
    );
    expect(outline(markdown)).toEqual([
      ['heading 1', '# Head'],
      ['paragraph', 'Words\nand words'],
      ['list', list],
      ['list', '1. other'],
      ['table', table],
      ['code', code],
      ['quote', '> a\n> b'],
      ['rule', '***'],
      ['paragraph', 'End'],
    ]);
  });

  test.each([
    ['an underlined heading', 'Head\n===\nText', ['heading 1', 'paragraph']],
    ['a heading below a paragraph', 'Text\n## Head\nText', ['paragraph', 'heading 2', 'paragraph']],
    ['a year at the start of a line', 'It was built in\n1999. It burned.', ['paragraph']],
    ['a fence without an end', '```\na\n\n# b', ['code']],
    ['a loose list', '- a\n\n- b\n\nText', ['list', 'paragraph']],
    ['an item of several lines', '- a\nb\n\nText', ['list', 'paragraph']],
    ['a table below a paragraph', 'Text\n| a | b |\n|:-|-:|\n| 1 | 2 |\n\nText', ['paragraph', 'table', 'paragraph']],
    ['a table of one column', '| a |\n| - |\n| 1 |', ['table']],
    ['indented code', 'Text\n\n    code\n\n    code\n\nText', ['paragraph', 'code', 'paragraph']],
    ['a code span of three ticks', '```a``` b', ['paragraph']],
  ])('%s', (_name, markdown, kinds) => {
    expect(outline(markdown).map(([kind]) => kind)).toEqual(kinds);
  });
});

describe('places', () => {
  const place = (number: number): Box => [number, 0, number + 1, 1];
  const read = (parts: string[], boxes: (Box | null)[][]) => {
    const { markdown, pages } = joinParts({ parts, paged: true, title: null });
    return blocksOf(markdown, pages, boxes).map(({ page, box }) => [page, box?.[0] ?? null]);
  };

  test('are those of the blocks of each page', () => {
    expect(read(['# A\n\nB.', '', 'C.\n\n- D'], [[place(1), place(2)], [], [place(3), null]])).toEqual([
      [1, 1],
      [1, 2],
      [3, 3],
      [3, null],
    ]);
  });

  test('a block that runs over the end of a page has the place it begins at', () => {
    const long = 'A sentence that goes on and on until it reaches the end of the page and';
    const parts = [`# A\n\n${long}`, 'beyond.\n\nC\n\n- one', '- two\n\nD'];
    const boxes = [
      [place(1), place(2)],
      [place(3), place(4), place(5)],
      [place(6), place(7)],
    ];
    expect(read(parts, boxes)).toEqual([
      [1, 1],
      [1, 2],
      [2, 4],
      [2, 5],
      [3, 7],
    ]);
  });

  test('are left out where their number is not that of the blocks', () => {
    expect(read(['A.\n\nB.', 'C.'], [[place(1)], [place(2)]])).toEqual([
      [1, null],
      [1, null],
      [2, 2],
    ]);
  });
});
