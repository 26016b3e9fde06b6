import { expect, test } from 'vitest';
import { defaultLimits } from './limits.ts';
import { measure } from './measure.ts';
import { bytes, docx, odf, paragraph, pdf, pptx, sheetData, xlsx, zip } from './testing.ts';

test.each([
  ['a PDF by its pages', pdf([[], [], []]), { format: 'pdf', pages: 3 }],
  ['slides', pptx(['', '']), { format: 'pptx', pages: 2 }],
  ['sheets', xlsx({ One: sheetData([[1]]), Two: sheetData([[2]]) }), { format: 'xlsx', pages: 2 }],
  ['OpenDocument slides', odf('presentation', '<draw:page/><draw:page/>'), { format: 'odp', pages: 2 }],
  ['OpenDocument sheets', odf('spreadsheet', '<table:table/>'), { format: 'ods', pages: 1 }],
  ['a document without pages as one', docx(paragraph('word '.repeat(5000))), { format: 'docx', pages: 1 }],
  ['text', bytes('text'), { format: 'text', pages: 1 }],
])('%s', async (_name, content, expected) => {
  expect(await measure({ bytes: content }, defaultLimits)).toEqual(expected);
});

test.each([
  ['empty', bytes(''), 'empty'],
  ['cut short', pptx(['']).subarray(0, 300), 'corrupt'],
  ['protected', pdf([[]], { password: '1234' }), 'encrypted'],
  ['of no known kind', zip({ a: 'a' }), 'unsupported_format'],
])('a file that is %s is refused at once', async (_name, content, code) => {
  await expect(measure({ bytes: content }, defaultLimits)).rejects.toMatchObject({ code });
});

test('a PDF is measured with its password', async () => {
  const source = { bytes: pdf([[], []], { password: '1234' }), password: '1234' };
  expect(await measure(source, defaultLimits)).toEqual({ format: 'pdf', pages: 2 });
});
