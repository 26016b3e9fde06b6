import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS } from '../fixtures/documents.ts';
import { units } from './units.ts';

const texts = (markdown: string) => units(markdown).map((unit) => `${unit.kind}: ${unit.text}`);

describe('units', () => {
  test('a table gives its rows, each with the column titles', () => {
    const found = units('| Bike | Per *day* |\n| :- | -: |\n| **E-bike** | €42 |\n| a \\| b | |\n\nAfter it.');
    expect(found.map((unit) => unit.text)).toEqual(['Bike: E-bike; Per day: €42', 'Bike: a | b', 'After it.']);
    expect(found[0]?.cells).toEqual([
      { title: 'Bike', value: 'E-bike' },
      { title: 'Per day', value: '€42' },
    ]);
  });

  test('a passage that begins inside a table still gives rows', () => {
    expect(texts('| Tandem | €35 |\n| Cargo | €30 |')).toEqual(['row: Tandem; €35', 'row: Cargo; €30']);
  });

  test('a table of one row, and one without outer bars', () => {
    expect(texts('| A | B |\n| - | - |')).toEqual(['row: A; B']);
    expect(texts('A | B\n--|--\n1 | 2')).toEqual(['row: A: 1; B: 2']);
  });

  test('a list gives itself with its introduction, and its items with that as context', () => {
    const found = units('Do not forget:\n\n1. Sun cream.\n2. A hat,\n   with a brim\n   - red\n\nThe end.');
    expect(found.map((unit) => `${unit.kind}: ${unit.text}`)).toEqual([
      'sentence: Do not forget:',
      'list: Do not forget: Sun cream; A hat, with a brim; red',
      'sentence: Sun cream.',
      'sentence: A hat, with a brim',
      'sentence: red',
      'sentence: The end.',
    ]);
    expect(found[2]?.context).toBe('Do not forget:');
    expect(found.at(-1)?.context).toBe('');
  });

  test('headings are context, nested as they are, and never units', () => {
    const found = units('# A\n\n## B ##\n\nOne.\n\n## C\n\nTwo.', 'Top');
    expect(found.map((unit) => [unit.text, unit.context])).toEqual([
      ['One.', 'Top · A · B'],
      ['Two.', 'Top · A · C'],
    ]);
  });

  test('a question is the context of the paragraph after it', () => {
    expect(units('How do I rotate it?\n\nMake a second one.')[1]?.context).toBe('How do I rotate it?');
  });

  test('code comes by stanzas, untouched; comments and rules are skipped', () => {
    expect(texts('<!-- image -->\n\n---\n\n```js\na[0] = 1;\nb();\n\nc();\n```\nDone.')).toEqual([
      'code: a[0] = 1;\nb();',
      'code: c();',
      'sentence: Done.',
    ]);
  });

  test('Windows line ends do not reach the quotes', () => {
    const text = 'One.\r\n\r\n- a\r\n- b\r\n\r\n| x | y |\r\n| - | - |\r\n| 1 | 2 |\r\n';
    expect(units(text).map((unit) => text.slice(unit.start, unit.end))).toEqual([
      'One.',
      '- a\r\n- b',
      'a',
      'b',
      '| 1 | 2 |',
    ]);
  });
});

test('for any Markdown each unit is a trimmed span of the text, and its words are the reader’s', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '# H',
      '## H2',
      '- item',
      '  - sub',
      '1. one',
      '| a | b |',
      '| - | - |',
      '```',
      '> q',
      '',
      'Lead:',
      '<!-- x -->',
      '---',
      'A b. C d.',
      '|',
      '```js',
    ),
    fc.constantFrom(...Object.values(DOCUMENTS).flatMap((text) => text.split('\n'))),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 25 }), fc.constantFrom('\n', '\r\n', '\n\n'), (lines, end) => {
      const text = lines.join(end);
      for (const unit of units(text)) {
        expect(unit.start).toBeGreaterThanOrEqual(0);
        expect(unit.end).toBeGreaterThan(unit.start);
        expect(unit.end).toBeLessThanOrEqual(text.length);
        const quote = text.slice(unit.start, unit.end);
        expect(quote).toBe(quote.trim());
        expect(unit.text).not.toBe('');
      }
    }),
    { numRuns: 500 },
  );
});
