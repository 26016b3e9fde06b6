import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainInline } from './inline.ts';
import { plainText } from './plain-text.ts';

describe('within a line', () => {
  test.each([
    ['**Bold**, *italic*, __both__ and ~~gone~~', 'Bold, italic, both and gone'],
    ['***very*** and **bold *and italic***', 'very and bold and italic'],
    ['中文**粗体**中文', '中文粗体中文'],
    ['snake_case_name, 2*3*4, 2 * 3 and 2**8', 'snake_case_name, 2*3*4, 2 * 3 and 2**8'],
    ['a [link](https://x.y/z_(a) "t") and ![image](i.png)', 'a link and image'],
    ['[*nested* [brackets]](/x) stay', 'nested [brackets] stay'],
    ['items[i](x) and [1] are no links', 'items[i](x) and [1] are no links'],
    ['<https://x.y> and <b>tags</b><br>here', 'https://x.y and tags\nhere'],
    ['Map<String, int> and a < b > c', 'Map<String, int> and a < b > c'],
    ['\\*not emphasis\\* and 1\\. and C:\\path', '*not emphasis* and 1. and C:\\path'],
    ['use `a_b`, `` `x` `` and one ` tick', 'use a_b, `x` and one ` tick'],
    ['AT&amp;T &lt;3 &#8364;5 &#x20AC; &unknown; &#0;', 'AT&T <3 €5 € &unknown; &#0;'],
  ])('%j reads %j', (markdown, text) => {
    expect(plainInline(markdown)).toBe(text);
  });
});

describe('line by line', () => {
  test.each([
    ['headings', '# One ##\n\nTwo\n---\n\n###### Six', 'One\n\nTwo\n\nSix'],
    ['lists keep their marks', '- a *b*\n    1. c\n* d', '- a b\n    1. c\n* d'],
    ['quotations', '> said **he**\n>\n> > twice', 'said he\n\ntwice'],
    ['tables', '| a | *b* |\n| - | :-: |\n| c \\| d | |\n| e | f |', 'a\tb\nc | d\t\ne\tf'],
    ['code, to the letter', '```js\nlet *a* = `b`;\n\n# no heading\n```\n*c*', 'let *a* = `b`;\n\n# no heading\nc'],
    ['longer fences', '````\n```\n````\nend', '```\nend'],
    ['emphasis over two lines', 'so **very\nlong** is it', 'so very\nlong is it'],
    ['hard breaks', 'one  \ntwo\\\nthree', 'one\ntwo\nthree'],
    ['rules', 'above\n\n***\n\nbelow', 'above\n\n\nbelow'],
  ])('%s', (_, markdown, text) => {
    expect(plainText(markdown)).toBe(text);
  });
});

const word = fc.stringMatching(/^[a-zäß0-9]{1,8}$/);
const words = fc.array(word, { minLength: 1, maxLength: 5 }).map((list) => list.join(' '));
const inline = fc.oneof(
  words,
  words.map((text) => `**${text}**`),
  words.map((text) => `*${text}*`),
  words.map((text) => `~~${text}~~`),
  words.map((text) => `\`${text}\``),
  words.map((text) => `[${text}](https://example.org/path)`),
  words.map((text) => `**[${text}](#there)**`),
  words.map((text) => `<b>${text}</b>`),
);
const line = fc.array(inline, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
const block = fc.oneof(
  line,
  line.map((text) => `## ${text}`),
  fc.array(line, { minLength: 1, maxLength: 4 }).map((items) => items.map((item) => `- ${item}`).join('\n')),
  line.map((text) => `> ${text}`),
  words.map((code) => `\`\`\`\n${code}\n\`\`\``),
  fc.tuple(line, line, line, line).map(([a, b, c, d]) => `| ${a} | ${b} |\n| - | - |\n| ${c} | ${d} |`),
);
const markupOf = (text: string) => text.replace(/\]\([^)]*\)|<\/?b>/g, ' ');
const wordsOf = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

test('every word survives, in order, and no mark does', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
      const markdown = blocks.join('\n\n');
      const text = plainText(markdown);
      expect(wordsOf(text)).toEqual(wordsOf(markupOf(markdown)));
      expect(text).not.toMatch(/[*~`#|<>[\]()]/);
    }),
  );
});

test('whatever the text, what is a word and no part of an address, tag or entity survives', () => {
  const piece = fc.constantFrom(
    '[',
    ']',
    '(',
    ')',
    '*',
    '**',
    '_',
    '~~',
    '`',
    '``',
    '\\',
    '\n',
    '> ',
    '# ',
    '|',
    ' ',
    'w1',
    'w2',
    'ä',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
      const markdown = parts.join('');
      fc.pre(!/`{3}|~{3}/.test(markdown)); // code, whose language goes
      const strip = (text: string) => text.replace(/[^w12ä]/g, '');
      expect(strip(plainText(markdown))).toBe(strip(markdown));
    }),
    { numRuns: 1000 },
  );
});

test('hostile texts are read to their end', () => {
  for (const piece of ['[', '](', '](a', '*a ', '_a', '`', '`` ', '<a ', '<', '&', '![', '| a ', '> ', '\\', '*_']) {
    expect(plainText(`${piece.repeat(100_000)}\n\nend`)).toMatch(/end$/);
  }
});
