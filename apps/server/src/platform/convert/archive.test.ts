import { describe, expect, test } from 'vitest';
import { isArchive, listArchive, readArchiveEntry } from './archive.ts';
import { defaultLimits } from './limits.ts';
import { bytes, docx, epub, paragraph, zip } from './testing.ts';

const text = (content: Uint8Array) => Buffer.from(content).toString();

test('an archive is a ZIP file that is no document', () => {
  const is = (content: Uint8Array) => isArchive({ bytes: content }, defaultLimits);
  expect(is(zip({ 'a.txt': 'a' }))).toBe(true);
  expect(is(docx(paragraph('a')))).toBe(false);
  expect(is(epub('', { 'a.xhtml': 'a' }))).toBe(false);
  expect(is(bytes('PK, he said'))).toBe(false);
});

describe('files of an archive', () => {
  test('are listed with their sizes, without folders and what systems add', () => {
    const archive = zip({
      'docs/a.txt': 'alpha',
      'docs/': '',
      'inner.zip': 'PK',
      '__MACOSX/docs/._a.txt': 'x',
      '.DS_Store': 'x',
      'docs/.git/config': 'x',
    });
    expect(listArchive(archive, defaultLimits)).toEqual([
      { name: 'docs/a.txt', bytes: 5 },
      { name: 'inner.zip', bytes: 2 },
    ]);
    expect(text(readArchiveEntry(archive, 'docs/a.txt', defaultLimits))).toBe('alpha');
  });

  test('have labels that lead nowhere, each its own', () => {
    const archive = zip({ '../../etc/passwd': '1', '/etc/passwd': '2', 'C:\\x\\y.txt': '3', './a/./b\u0007.txt': '4' });
    expect(listArchive(archive, defaultLimits).map(({ name }) => name)).toEqual([
      'etc/passwd',
      'etc/passwd (2)',
      'x/y.txt',
      'a/b.txt',
    ]);
    expect(text(readArchiveEntry(archive, 'etc/passwd (2)', defaultLimits))).toBe('2');
    expect(() => readArchiveEntry(archive, '../../etc/passwd', defaultLimits)).toThrow(/no file of that name/);
  });

  test('too many, too large and too densely packed ones are refused', () => {
    const archive = zip({ a: 'a'.repeat(100), b: 'b'.repeat(100) });
    const refused = (limits: Partial<typeof defaultLimits>, content = archive) =>
      expect(() => listArchive(content, { ...defaultLimits, ...limits })).toThrowError(
        expect.objectContaining({ code: 'too_large' }),
      );
    refused({ maxZipEntries: 1 });
    refused({ maxUnpackedBytes: 199 });
    refused({}, zip({ bomb: '\0'.repeat(30_000_000) }));
    expect(listArchive(archive, defaultLimits)).toHaveLength(2);
  });

  test('protected by a password are refused one by one', () => {
    const archive = zip({ 'a.txt': 'alpha' });
    const directory = Buffer.from(archive).indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    archive[directory + 8] = 1;
    expect(listArchive(archive, defaultLimits)).toHaveLength(1);
    expect(() => readArchiveEntry(archive, 'a.txt', defaultLimits)).toThrowError(
      expect.objectContaining({ code: 'encrypted' }),
    );
  });
});
