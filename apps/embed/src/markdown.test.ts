import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, type Inline, parseMarkdown, webAddress } from './markdown.ts';

/** All parts of a tree, at every depth. */
function partsOf(blocks: readonly Block[]): Inline[] {
  const within = (parts: readonly Inline[]): Inline[] =>
    parts.flatMap((part) => [part, ...(typeof part === 'object' && 'content' in part ? within(part.content) : [])]);
  return blocks.flatMap((block) => {
    if (block.type === 'pre') return [block.text];
    if (block.type === 'table') return block.rows.flat().flatMap(within);
    return 'items' in block ? block.items.flatMap(within) : within(block.content);
  });
}
const link = (href: string, text: string) => ({ type: 'link', href, content: [text] });

describe('Markdown', () => {
  it('of the kinds that answers are written in is taken apart', () => {
    const text = [
      '## Berths',
      'A berth is **12 €** [1],\nsee *the list* and `VHF 12`.',
      '- short\n- long\n  boats',
      '3. third\n4. fourth',
      '> quoted\n> further',
      '| a | b |\n|---|:--|\n| 1 | **2** |',
      '```js\nconst **a** = 1;\n\n# no heading\n```',
      'snake_case_name and 2 * 3 * 4',
    ].join('\n\n');
    expect(parseMarkdown(text)).toEqual([
      { type: 'heading', content: ['Berths'] },
      {
        type: 'p',
        content: [
          'A berth is ',
          { type: 'strong', content: ['12 €'] },
          ' ',
          { type: 'cite', n: 1 },
          ',\nsee ',
          { type: 'em', content: ['the list'] },
          ' and ',
          { type: 'code', text: 'VHF 12' },
          '.',
        ],
      },
      { type: 'ul', start: 1, items: [['short'], ['long\nboats']] },
      { type: 'ol', start: 3, items: [['third'], ['fourth']] },
      { type: 'quote', content: ['quoted\nfurther'] },
      {
        type: 'table',
        rows: [
          [['a'], ['b']],
          [['1'], [{ type: 'strong', content: ['2'] }]],
        ],
      },
      { type: 'pre', text: 'const **a** = 1;\n\n# no heading' },
      { type: 'p', content: ['snake_case_name and 2 * 3 * 4'] },
    ]);
  });

  it.each([
    ['[a page](https://a.example/x)', [link('https://a.example/x', 'a page')]],
    ['See https://a.example/x.', ['See ', link('https://a.example/x', 'https://a.example/x'), '.']],
    ['![a picture](https://a.example/x.png)', [link('https://a.example/x.png', 'a picture')]],
    ['[a page](javascript:alert(1))', ['[a page](javascript:alert(1))']],
    ['[a page](javascript:alert`1`)', ['a page']],
    ['[a page](data:text/html,x)', ['a page']],
    ['[a page](//evil.example)', ['a page']],
    ['<script>alert(1)</script>', ['<script>alert(1)</script>']],
    ['<a href="https://a.example">x</a>', ['<a href="', link('https://a.example/', 'https://a.example'), '">x</a>']],
  ])('%s is safe', (text, content) => {
    expect(parseMarkdown(text)).toEqual([{ type: 'p', content }]);
  });

  it('of any text leads nowhere but to pages of the web, and drops none of its words', () => {
    const mark = fc.constantFrom(
      '**',
      '*',
      '_',
      '`',
      '```\n',
      '\n',
      '\n\n',
      '- ',
      '1. ',
      '# ',
      '> ',
      '| ',
      '[',
      '](',
      ')',
      '[1]',
    );
    const piece = fc.oneof(mark, fc.constantFrom('https://a.example/x', 'javascript:alert(1)', '<img>', 'word', ' '));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const parts = partsOf(parseMarkdown(pieces.join('')));
        for (const part of parts) {
          if (typeof part === 'object' && part.type === 'link') expect(part.href).toMatch(/^https?:\/\//);
        }
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 }), (words) => {
        expect(parseMarkdown(words.join(' '))).toEqual([{ type: 'p', content: [words.join(' ')] }]);
      }),
    );
  });

  it.each(['**a ', '*a ', '`a', '[a', '[a](', '| ', '![', 'https://', '> ', '- '])(
    'made of nothing but %j does not take for ever',
    (mark) => {
      expect(parseMarkdown(mark.repeat(20_000)).length).toBeGreaterThan(0);
    },
  );
});

describe('an address', () => {
  it.each([
    ['https://a.example/x', 'https://a.example/x'],
    ['HTTP://a.example', 'http://a.example/'],
    ['javascript:alert(1)', null],
    [' javascript:alert(1)', null],
    ['java\nscript:alert(1)', null],
    ['data:text/html,x', null],
    ['/x', null],
    [null, null],
  ])('%j leads to %j', (text, href) => {
    expect(webAddress(text)).toBe(href);
  });
});
