import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleOf } from './title.ts';

describe('a conversation’s title', () => {
  it.each([
    ['What is the fog signal?', 'What is the fog signal?'],
    ['\n  \r\n  Two\tblanks  here \nand a second line', 'Two blanks here'],
    [`${'lamp '.repeat(15)}at dusk and dawn`, `${'lamp '.repeat(15)}at…`],
    ['x'.repeat(100), `${'x'.repeat(80)}…`],
    ['灯'.repeat(81), `${'灯'.repeat(80)}…`],
    [' \n\t', null],
  ])('of %j is %j', (content, title) => {
    expect(titleOf(content)).toBe(title);
  });

  it('is one line of at most 81 characters that the message begins with', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (content) => {
        const title = titleOf(content);
        if (title === null) {
          expect(content.replace(/[\s\p{Cc}]/gu, '')).toBe('');
          return;
        }
        expect([...title].length).toBeLessThanOrEqual(81);
        expect(title).toBe(title.trim());
        expect(title).not.toMatch(/\p{Cc}/u);
        expect(content.replace(/[\s\p{Cc}]+/gu, '')).toContain(title.replace(/…$/, '').replaceAll(' ', ''));
      }),
    );
  });
});
