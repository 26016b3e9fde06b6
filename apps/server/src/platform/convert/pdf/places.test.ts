import { describe, expect, test } from 'vitest';
import { convert } from '../convert.ts';
import { defaultLimits } from '../limits.ts';
import { type Drawn, lines, pdf } from '../testing.ts';
import { countPdfPages, pdfToMarkdown } from './pdf.ts';

describe('boxes', () => {
  const drawn: Drawn[] = [
    { text: 'A heading', x: 100, y: 700, size: 20 },
    ...lines(['Some words of a first paragraph on two lines,', 'of which this is the second.'], 100, 660),
    ...lines(['\x95 one', '\x95 two'], 100, 600),
  ];

  test('tell where blocks stand, from the upper left corner of the page', async () => {
    const { blocks } = await convert({ bytes: pdf([drawn]) });
    expect(blocks.map(({ type, page }) => [type, page])).toEqual([
      ['heading', 1],
      ['paragraph', 1],
      ['list', 1],
    ]);
    const [heading, paragraph, list] = blocks.map(({ box }) => box?.map(Math.round));
    // The page is 800 points high; letters reach a quarter of their size below the line.
    expect(heading).toEqual([100, 85, 190, 105]);
    expect(paragraph).toEqual([100, 133, 301, 155]);
    expect(list?.slice(0, 2)).toEqual([100, 193]);
  });

  test('follow a page that is shown turned', async () => {
    const { blocks } = await convert({ bytes: pdf([drawn], { page: '/Rotate 90' }) });
    // Shown on its side, what was 700 high and 100 from the left is 695 from the left and 100 from the top.
    expect(blocks[0]?.box?.map(Math.round)).toEqual([695, 100, 715, 190]);
  });
});

describe('links', () => {
  const annotation = (uri: string, rectangle: number[]) =>
    `<< /Type /Annot /Subtype /Link /Rect [${rectangle.join(' ')}] /A << /S /URI /URI (${uri}) >> >>`;
  const read = async (drawn: Drawn[], ...annotations: string[]) =>
    (await convert({ bytes: pdf([drawn], { page: `/Annots [${annotations.join(' ')}]` }) })).markdown;

  test('are kept around their words, over line ends too', async () => {
    const drawn = lines(['Please read the installation', 'guide first of all.'], 100, 700);
    // "installation" begins after 69 points of Helvetica, "guide" at the start of its line.
    const uri = 'https://docs.example/guide';
    const areas = [annotation(uri, [168, 696, 230, 712]), annotation(uri, [98, 684, 124, 700])];
    expect(await read(drawn, ...areas)).toBe(
      'Please read the [installation guide](https://docs.example/guide) first of all.',
    );
  });

  test('that a reader should not follow are left out', async () => {
    const drawn = lines(['Click here for all'], 100, 700);
    expect(await read(drawn, annotation('javascript:alert(1)', [98, 696, 300, 712]))).toBe('Click here for all');
    expect(await read(drawn, annotation('file:///etc/passwd', [98, 696, 300, 712]))).toBe('Click here for all');
  });
});

describe('pages', () => {
  const three = pdf([lines(['one'], 50, 700), lines(['two'], 50, 700), []]);

  test('are counted without being read', async () => {
    expect(await countPdfPages({ bytes: three })).toBe(3);
    const locked = pdf([[]], { password: 'sesame' });
    await expect(countPdfPages({ bytes: locked })).rejects.toMatchObject({ code: 'encrypted' });
    expect(await countPdfPages({ bytes: locked, password: 'sesame' })).toBe(1);
    await expect(countPdfPages({ bytes: Buffer.from('%PDF-1.7 and no more') })).rejects.toMatchObject({
      code: 'corrupt',
    });
  });

  test('are told one after the other as they are read', async () => {
    const told: number[][] = [];
    await pdfToMarkdown({ bytes: three }, defaultLimits, (done, total) => told.push([done, total]));
    expect(told).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });
});

describe('letters', () => {
  test('numbers set high stand apart from the word before', async () => {
    const drawn: Drawn[] = [
      { text: 'as others found', x: 50, y: 700 },
      { text: '12', x: 118.5, y: 704, size: 6 },
      { text: 'before us', x: 130, y: 700 },
    ];
    expect((await convert({ bytes: pdf([drawn]) })).markdown).toBe('as others found 12 before us');
  });

  test('a line in another font right above text of the usual one is a heading', async () => {
    const drawn: Drawn[] = [
      ...lines(
        ['Body text that is set in the usual font of the document, line after line,', 'as one expects.'],
        50,
        700,
      ),
      { text: 'On method', x: 50, y: 660, font: 'italic' },
      ...lines(
        ['And here again the usual font, which runs on for a little while longer', 'than the one above.'],
        50,
        648,
      ),
    ];
    expect((await convert({ bytes: pdf([drawn]) })).markdown).toMatch(/^# On method$/m);
  });
});
