import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plain } from './plain.ts';

test.each([
  ['**Bold**, *italic*, __both__ and ~~gone~~', 'Bold, italic, both and gone'],
  ['snake_case_name and 2*3*4 and 2 ** 8', 'snake_case_name and 2*3*4 and 2 ** 8'],
  ['## A heading ##', 'A heading ##'],
  ['- an item\n- [x] done', 'an item done'],
  ['> quoted\n> on', 'quoted on'],
  ['a [link](https://x.y/z_(a) "t") and ![image](i.png)', 'a link and image'],
  ['<https://x.y> and <b>tags</b><br>here', 'https://x.y and tags here'],
  ['Ducks fly. [[1]](#note-1) Bees[2] too [3].', 'Ducks fly. Bees too (3).'],
  ['\\*not emphasis\\* and \\[1\\]', '*not emphasis* and (1)'],
  ['use `a_b` or `rows[0]`', 'use a_b or `rows[0]`'],
  ['AT&amp;T &lt;3 &#8364;5&nbsp;&unknown;', 'AT&T <3 €5 &unknown;'],
  ['molluscs , and more .', 'molluscs, and more.'],
])('%j reads %j', (markdown, text) => {
  expect(plain(markdown)).toBe(text);
});

test('outside code nothing is left that reads as a citation', () => {
  const piece = fc.constantFrom(
    '[',
    ']',
    '1',
    '12',
    '\\',
    '`',
    '(#x)',
    '(y)',
    ' ',
    '*',
    '【',
    '】',
    '^',
    '&#91;',
    '&#93;',
    'a',
    '<b>',
    '|',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (parts) => {
      expect(plain(parts.join('')).replace(/`[^`]*`/g, '·')).not.toMatch(/[[【]\d+[\]】]/);
    }),
    { numRuns: 2000 },
  );
});
