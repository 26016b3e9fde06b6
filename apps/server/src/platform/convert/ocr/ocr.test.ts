import { beforeAll, describe, expect, test } from 'vitest';
import { convert } from '../convert.ts';
import { defaultLimits } from '../limits.ts';
import { measure } from '../measure.ts';
import { refusal } from '../testing.ts';
import { bmp, type Grey, png, pngHeader, quarterTurn, scan, scannedPdf, tiff } from './testing.ts';

const FIRST = 'The lighthouse keeper counted forty ships before break-';
const SECOND = 'fast and wrote their names into a leather book.';
const SENTENCE =
  'The lighthouse keeper counted forty ships before breakfast and wrote their names into a leather book.';

let sheet: Grey;
let other: Grey;
let empty: Grey;
let noise: Grey;

beforeAll(async () => {
  [sheet, other, empty] = [await scan(FIRST, SECOND), await scan('Another page follows.'), await scan()];
  // A photograph has shapes of all greys and no text: here waves across each other.
  noise = { width: 600, height: 400, pixels: new Uint8Array(600 * 400) };
  noise.pixels.forEach((_, at) => {
    const [x, y] = [at % 600, Math.floor(at / 600)];
    noise.pixels[at] = 128 + 60 * Math.sin(x / 17 + y / 31) + 60 * Math.cos((x * y) / 4_000);
  });
});

describe('PDF', () => {
  test('pages that are pictures get their text and its place; the other pages keep theirs', async () => {
    const seen: [number, number][] = [];
    const source = { bytes: scannedPdf('This page has a text of its own, drawn with letters.', sheet, empty) };
    const { markdown, pages, blocks } = await convert(source, defaultLimits, (done, total) => seen.push([done, total]));
    expect(markdown).toBe(`This page has a text of its own, drawn with letters.\n\n${SENTENCE}`);
    expect(pages).toHaveLength(3);
    expect(blocks[1]).toMatchObject({ type: 'paragraph', page: 2 });
    // Drawn from (60, 720) on a page of 800 points, letters of 14 points, two lines.
    const [left, top, right, bottom] = blocks[1]?.box ?? [];
    expect(left).toBeCloseTo(60, -1);
    expect(top).toBeCloseTo(800 - 720 - 10, -1);
    expect(right).toBeGreaterThan(350);
    expect(bottom).toBeCloseTo(800 - 720 + 17 + 4, -1);
    expect(seen.at(-1)).toEqual([3, 3]);
    expect(seen.map(([done]) => done)).toEqual([1, 1, 1, 2, 3]);
  });

  test('without OCR such pages stay empty, and a document of nothing else is refused with the reason', async () => {
    const bytes = scannedPdf('This page has a text of its own, drawn with letters.', sheet);
    expect((await convert({ bytes, ocr: false })).markdown).toBe(
      'This page has a text of its own, drawn with letters.',
    );
    expect(await refusal({ bytes: scannedPdf(sheet), ocr: false })).toMatchObject({
      code: 'no_text',
      message: expect.stringMatching(/pages of this PDF are pictures.*\(OCR\) is switched off/),
    });
  });

  test('pictures without text are refused', async () => {
    expect(await refusal({ bytes: scannedPdf(noise) })).toMatchObject({ code: 'no_text' });
  });
});

describe('files that are pictures', () => {
  test.each<[string, (page: Grey) => Uint8Array]>([
    ['PNG', png],
    ['BMP', bmp],
    ['TIFF', tiff],
    ['PNG turned by 90°', (page) => png(quarterTurn(page))],
    ['PNG turned by 180°', (page) => png(quarterTurn(quarterTurn(page)))],
    ['PNG turned by 270°', (page) => png(quarterTurn(quarterTurn(quarterTurn(page))))],
  ])('%s', async (_name, pack) => {
    const { markdown, format, pages } = await convert({ bytes: pack(sheet) });
    expect(markdown).toBe(SENTENCE);
    expect(format).toBe('image');
    expect(pages).toHaveLength(1);
  });

  test('the pages of a TIFF are pages', async () => {
    const bytes = tiff(sheet, other);
    const { markdown, pages } = await convert({ bytes });
    expect(markdown).toBe(`${SENTENCE}\n\nAnother page follows.`);
    expect(pages).toHaveLength(2);
    expect(await measure({ bytes }, defaultLimits)).toEqual({ format: 'image', pages: 2 });
  });

  test.each<[string, () => Uint8Array]>([
    ['an empty sheet', () => png(empty)],
    ['a photograph', () => png(noise)],
  ])('%s holds no text', async (_name, picture) => {
    expect(await refusal({ bytes: picture() })).toMatchObject({
      code: 'no_text',
      message: expect.stringContaining('No text was recognised'),
    });
  });

  test('are refused without OCR', async () => {
    expect(await refusal({ bytes: png(other), ocr: false })).toMatchObject({
      code: 'no_text',
      message: expect.stringContaining('(OCR) is switched off'),
    });
  });
});

describe('hostile pictures', () => {
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');

  test('a size beyond all measure is refused before anything is unpacked', async () => {
    const bytes = Buffer.concat([signature, pngHeader(60_000, 60_000)]);
    expect(await refusal({ bytes })).toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('60000 × 60000 pixels'),
    });
  });

  test('a picture that was cut short is refused, and the next one is read', async () => {
    const whole = png(other);
    const cut = await convert({ bytes: whole.slice(0, 60) }).catch((error) => error.code);
    expect(['corrupt', 'no_text']).toContain(cut);
    expect((await convert({ bytes: whole })).markdown).toBe('Another page follows.');
  });

  test('a TIFF whose pages go round in a circle has each of them once', async () => {
    const bytes = Buffer.from(tiff(other));
    // The last four bytes say where the next directory is; the first directory is where byte 4 says.
    bytes.copy(bytes, bytes.length - 4, 4, 8);
    expect((await convert({ bytes })).markdown).toBe('Another page follows.');
  });

  test.each([
    ['TIFF', Buffer.from('49492a00ffffff7f', 'hex')],
    ['BMP', Buffer.concat([Buffer.from('BM'), Buffer.alloc(20)])],
    ['GIF', Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(3)])],
    ['JPEG', Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')],
  ])('a %s of nothing but a header is damaged', async (_name, bytes) => {
    expect(await refusal({ bytes })).toMatchObject({ code: 'corrupt' });
  });
});
