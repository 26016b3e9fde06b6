import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convert } from '../convert.ts';
import { defaultLimits } from '../limits.ts';
import { type Drawn, lines, pdf, pdfOfPicture, refusal } from '../testing.ts';

const read = (...pages: Drawn[][]) => convert({ bytes: pdf(pages) });
const prose = (subject: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${subject} line ${index} has some more words`);

describe('paragraphs', () => {
  test('lines are joined, divided words made whole, compounds kept', async () => {
    const { markdown } = await read([
      ...lines(
        [
          'This first line of the text mentions an exam-',
          'ple of a long word and of a well-known thing, a well-',
          'known one.',
        ],
        50,
        700,
      ),
      ...lines(['After a gap begins another paragraph.'], 50, 640),
    ]);
    expect(markdown).toBe(
      'This first line of the text mentions an example of a long word and of a well-known thing, a well-known one.\n\nAfter a gap begins another paragraph.',
    );
  });

  test('an indented line begins a paragraph', async () => {
    const first = lines(
      [
        'The first paragraph runs over three lines that all',
        'begin at the same place on the left side of the',
        'page until it ends here',
      ],
      50,
      700,
    );
    const second = [
      { text: 'The second one is set in by a little, as in books', x: 65, y: 664 },
      ...lines(['and goes on below.'], 50, 652),
    ];
    expect((await read([...first, ...second])).markdown.split('\n\n')).toHaveLength(2);
  });

  test('words drawn one by one, in any order, stand in the order of the page', async () => {
    const words = ['every', 'word', 'was', 'drawn', 'alone'].map((text, index) => ({
      text,
      x: 50 + index * 45,
      y: 700,
      size: 14,
    }));
    expect((await read(words.reverse())).markdown).toBe('every word was drawn alone');
  });
});

describe('structure', () => {
  test('larger and bold lines are headings, ranked by size', async () => {
    const { markdown, title } = await read([
      { text: 'The report', x: 50, y: 740, size: 24 },
      { text: 'A chapter', x: 50, y: 700, size: 16 },
      ...lines(prose('First', 4), 50, 670),
      { text: 'A section', x: 50, y: 600, font: 'bold' },
      ...lines(prose('Second', 4), 50, 580),
    ]);
    expect(markdown.match(/^#.*$/gm)).toEqual(['# The report', '## A chapter', '### A section']);
    expect(title).toBe('The report');
  });

  test('the title in the properties comes first', async () => {
    const file = pdf([[{ text: 'Words on a page', x: 50, y: 700 }]], { title: 'Annual report' });
    expect((await convert({ bytes: file })).title).toBe('Annual report');
  });

  test('lists, with their levels and numbers', async () => {
    const { markdown } = await read([
      ...lines(['\x95 apples from the garden', '\x95 pears'], 50, 700),
      ...lines(['\x95 green ones'], 80, 676),
      ...lines(['1. wash', '2. peel them and cut them into', '   pieces'], 50, 640),
    ]);
    expect(markdown).toBe(
      '- apples from the garden\n- pears\n    - green ones\n\n1. wash\n2. peel them and cut them into pieces',
    );
  });

  test('code keeps its lines and indentation', async () => {
    const { markdown } = await read([
      ...lines(prose('Some', 5), 50, 700),
      { text: 'if (a) {', x: 50, y: 600, font: 'mono' },
      { text: 'b();', x: 50 + 4 * 6, y: 588, font: 'mono' },
      { text: '}', x: 50, y: 576, font: 'mono' },
    ]);
    expect(markdown).toContain('```\nif (a) {\n    b();\n}\n```');
  });

  test('aligned short pieces are a table', async () => {
    const rows = [
      ['Name', 'Born', 'Place'],
      ['Ann Miller', '1901', 'Rome'],
      ['Bob', '1911', 'New York'],
      ['Cy', '1921', 'Oslo'],
    ];
    const cells = rows.flatMap((row, y) => row.map((text, x) => ({ text, x: 50 + x * 120, y: 600 - y * 14 })));
    const { markdown } = await read([
      ...lines(['Table 1: people'], 50, 620),
      ...cells,
      ...lines(prose('After', 3), 50, 520),
    ]);
    expect(markdown).toContain(
      'Table 1: people\n\n| Name | Born | Place |\n| - | - | - |\n| Ann Miller | 1901 | Rome |\n| Bob | 1911 | New York |\n| Cy | 1921 | Oslo |\n\nAfter line 0',
    );
  });
});

describe('columns', () => {
  test.each([0, 5])('are read one after the other below a title, baselines apart by %i', async (shift) => {
    const { markdown } = await read([
      { text: 'A title over both columns of the whole page', x: 100, y: 750, size: 18 },
      ...lines(prose('right', 12), 320, 700 - shift),
      ...lines(prose('left', 12), 50, 700),
      ...lines(
        ['A last line that runs across the whole page below both of its two columns, from edge to edge of it all.'],
        50,
        500,
      ),
    ]);
    const at = (text: string) => markdown.indexOf(text);
    const order = [
      at('A title'),
      at('left line 0 '),
      at('left line 11 '),
      at('right line 0 '),
      at('right line 11 '),
      at('A last line'),
    ];
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  test('a sentence goes on from one to the next', async () => {
    const left = [...prose('left', 7), 'and the sentence goes on in the'];
    const { markdown } = await read([
      ...lines(left, 50, 700),
      ...lines(['other column', ...prose('right', 7)], 320, 700),
    ]);
    expect(markdown).toContain('goes on in the other column');
  });
});

describe('pages', () => {
  const page = (number: number): Drawn[] => [
    { text: `A running header about the book ${number}`, x: 50, y: 770 },
    ...lines([`Page ${number} tells of thing${number} and nothing else.`, ...prose(`Chapter ${number}`, 8)], 50, 700),
    { text: `${number}`, x: 300, y: 30 },
  ];

  test('headers, footers and page numbers that repeat are dropped', async () => {
    const { markdown } = await read(page(1), page(2), page(3), page(4));
    expect(markdown).not.toContain('running header');
    expect(markdown).not.toMatch(/^\d$/m);
  });

  test('are contiguous and each holds its own text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), async (filled) => {
        fc.pre(filled.includes(true));
        const drawn = filled.map((isFilled, index) => (isFilled ? page(index + 1) : []));
        const { markdown, pages } = await read(...drawn);
        expect(pages?.map(({ start }) => start)).toEqual([0, ...(pages?.map(({ end }) => end) ?? []).slice(0, -1)]);
        expect(pages?.at(-1)?.end).toBe(markdown.length);
        for (const [index, { number, start, end }] of (pages ?? []).entries()) {
          expect(number).toBe(index + 1);
          expect(markdown.slice(start, end).includes(`thing${number}`)).toBe(filled[index]);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('text that stands on its side comes after the rest, whole', async () => {
    const { markdown } = await convert({ bytes: sideways('A note at the margin') });
    expect(markdown).toBe('Upright text of the page\n\nA note at the margin');
  });

  test('more of them than allowed', async () => {
    const file = pdf([[], [], []]);
    await expect(convert({ bytes: file }, { ...defaultLimits, maxPages: 2 })).rejects.toMatchObject({
      code: 'too_large',
    });
  });
});

/** A page with a line turned by a quarter. */
function sideways(text: string): Uint8Array {
  const plain = Buffer.from(
    pdf([
      [
        { text: 'Upright text of the page', x: 100, y: 700 },
        { text, x: 30, y: 300 },
      ],
    ]),
  ).toString('latin1');
  // As long as before, so that the file's offsets stay right.
  return Buffer.from(
    plain.replace('10 Tf 30 300 Td', '10 Tf 0 1 -1 0 30 300 Tm').replace('/Length ', '/Length  '),
    'latin1',
  );
}

describe('refused', () => {
  test('a PDF with a password, until the right one is given', async () => {
    const file = pdf([[{ text: 'A secret', x: 50, y: 700 }]], { password: 'sesame' });
    expect(await refusal({ bytes: file })).toMatchObject({
      code: 'encrypted',
      message: expect.stringContaining('protected by a password'),
    });
    expect(await refusal({ bytes: file, password: 'wrong' })).toMatchObject({
      code: 'encrypted',
      message: expect.stringContaining('wrong'),
    });
    expect((await convert({ bytes: file, password: 'sesame' })).markdown).toBe('A secret');
  });

  test('pictures without text', async () => {
    expect(await refusal({ bytes: pdfOfPicture() })).toMatchObject({
      code: 'no_text',
      message: expect.stringContaining('only pictures'),
    });
  });

  test('empty pages', async () => {
    expect(await refusal({ bytes: pdf([[], []]) })).toMatchObject({
      code: 'no_text',
      message: expect.stringContaining('pages are empty'),
    });
  });

  test('a file that was cut short is read as far as it goes, or refused', async () => {
    const whole = pdf([lines(prose('Some', 30), 50, 700)]);
    for (let part = 0.1; part < 1; part += 0.1) {
      const outcome = await convert({ bytes: whole.subarray(0, whole.length * part) }).catch((error: unknown) => error);
      expect(outcome).toEqual(
        expect.objectContaining('markdown' in Object(outcome) ? { format: 'pdf' } : { name: 'ConversionError' }),
      );
    }
  });
});
