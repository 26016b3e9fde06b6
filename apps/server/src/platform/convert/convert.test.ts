import { describe, expect, test } from 'vitest';
import { convert } from './convert.ts';
import { defaultLimits } from './limits.ts';
import { bytes, docx, latin1, paragraph, pdf, refusal, zip } from './testing.ts';

const html =
  '<!DOCTYPE html><html><head><title>Notice</title></head><body><p>Moved to the new building.</p></body></html>';

describe('the kind of a file', () => {
  test.each([
    ['report.pdf', pdf([[{ text: 'Hello', x: 50, y: 700 }]]), 'pdf'],
    ['report.txt', pdf([[{ text: 'Hello', x: 50, y: 700 }]]), 'pdf'],
    ['report.pdf', bytes(html), 'html'],
    ['report.pdf', bytes(`<?xml version="1.0"?>\n<!-- saved -->\n${html}`), 'html'],
    ['notice', bytes(html), 'html'],
    ['letter.doc', docx(paragraph('Dear Sir')), 'docx'],
    ['data.csv', bytes('a,b\n1,2'), 'csv'],
    ['data.TSV', bytes('a\tb\n1\t2'), 'csv'],
    ['README.md', bytes('<div>Logo</div>\n\n# Title'), 'markdown'],
    ['config.json', bytes('{"a":1}'), 'json'],
    ['notes.txt', bytes('a,b\n1,2'), 'text'],
    [undefined, bytes('just words'), 'text'],
  ])('%s with its content is %3$s', async (filename, content, format) => {
    expect((await convert({ bytes: content, ...(filename ? { filename } : {}) })).format).toBe(format);
  });

  test('comes from the content type where there is no telling name', async () => {
    expect((await convert({ bytes: bytes('a;b\n1;2'), contentType: 'text/csv; charset=utf-8' })).format).toBe('csv');
  });

  test('a PDF may have junk before it', async () => {
    const file = Buffer.concat([bytes('junk\n'.repeat(100)), pdf([[{ text: 'Hello there', x: 50, y: 700 }]])]);
    expect((await convert({ bytes: file })).markdown).toContain('Hello there');
  });
});

describe('files that are refused, with the reason and what to do', () => {
  test.each([
    ['nothing', bytes(''), 'empty', /empty/],
    ['white space', bytes(' \n\t\r\n'), 'empty', /white space/],
    ['a picture cut short', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'corrupt', /picture is damaged/],
    [
      'random bytes',
      Uint8Array.from({ length: 5000 }, (_, index) => (index * index * 31) >> 3),
      'unsupported_format',
      /Send a PDF/,
    ],
    [
      'an old Office file',
      Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex'),
      'unsupported_format',
      /Office 2003.*Save it as/,
    ],
    [
      'an encrypted Office file',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
      'encrypted',
      /password/,
    ],
    ['a ZIP archive', zip({ 'a.txt': 'a' }), 'unsupported_format', /ZIP archive.*Unpack/],
    [
      'an OpenDocument drawing',
      zip({ mimetype: 'application/vnd.oasis.opendocument.graphics' }),
      'unsupported_format',
      /OpenDocument drawing.*PDF/,
    ],
    ['XLSB', zip({ '[Content_Types].xml': '', 'xl/workbook.bin': '' }), 'unsupported_format', /XLSB.*XLSX/],
    [
      'an Outlook message',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('__substg1.0_0037001F', 'utf16le')]),
      'unsupported_format',
      /Outlook message.*EML/,
    ],
    ['a PDF of nothing', bytes('%PDF-1.7\nnothing else'), 'corrupt', /damaged/],
    ['a Word file without text', docx(paragraph('')), 'no_text', /no text/],
    [
      'a Word file without its main part',
      zip({ '[Content_Types].xml': '', 'word/styles.xml': '' }),
      'corrupt',
      /lacks its main part/,
    ],
  ])('%s', async (_name, content, code, message) => {
    expect(await refusal({ bytes: content })).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('a Word file that was cut short', async () => {
    const whole = docx(paragraph('word '.repeat(1000)));
    for (const part of [0.2, 0.5, 0.99]) {
      expect(await refusal({ bytes: whole.subarray(0, whole.length * part) })).toMatchObject({ code: 'corrupt' });
    }
  });

  test('more text than allowed', async () => {
    const limits = { ...defaultLimits, maxMarkdownLength: 100 };
    await expect(convert({ bytes: bytes('word '.repeat(30)) }, limits)).rejects.toMatchObject({ code: 'too_large' });
  });
});

describe('characters', () => {
  test('Latin-1', async () => {
    const text = 'Der Geschäftsführer übergab die Schlüssel für das Gebäude an Herrn Müller.';
    expect((await convert({ bytes: latin1(text), filename: 'brief.txt' })).markdown).toBe(text);
  });

  test('an encoding that the content type declares', async () => {
    const cyrillic = Buffer.from('cff0e8e2e5f2', 'hex');
    expect((await convert({ bytes: cyrillic, contentType: 'text/plain; charset=windows-1251' })).markdown).toBe(
      'Привет',
    );
  });

  test.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffGrüße aus Köln')],
    ['UTF-16 with a mark', Buffer.from('\ufeffGrüße aus Köln', 'utf16le')],
    ['UTF-16 without one', Buffer.from('Grüße aus Köln', 'utf16le')],
    ['big-endian UTF-16', Buffer.from('\ufeffGrüße aus Köln', 'utf16le').swap16()],
  ])('%s', async (_name, content) => {
    expect((await convert({ bytes: content })).markdown).toBe('Grüße aus Köln');
  });

  test('NUL bytes within text are dropped', async () => {
    const text = `${'A line of plain text. '.repeat(20)}\0end`;
    expect((await convert({ bytes: bytes(text) })).markdown).toBe(`${'A line of plain text. '.repeat(20)}end`);
  });
});
