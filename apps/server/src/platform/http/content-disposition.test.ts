import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attachment } from './content-disposition.ts';

test.each([
  ['report', `attachment; filename="report.md"; filename*=UTF-8''report.md`],
  ['Größe "5" (1)', `attachment; filename="Gr__e _5_ (1).md"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%225%22%20%281%29.md`],
  ['a\r\nSet-Cookie: x', `attachment; filename="a__Set-Cookie: x.md"; filename*=UTF-8''a__Set-Cookie%3A%20x.md`],
  ['../../etc/passwd', `attachment; filename=".._.._etc_passwd.md"; filename*=UTF-8''.._.._etc_passwd.md`],
  ['', `attachment; filename="file.md"; filename*=UTF-8''file.md`],
])('%j', (name, header) => {
  expect(attachment(name, 'md')).toBe(header);
});

/** Halves of surrogate pairs too. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

test('whatever the name, it is one header of two parameters, and the second gives the name back', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: anyCharacter })), (name) => {
      const header = attachment(name, 'txt');
      expect(header).toMatch(/^attachment; filename="[ !#$&-[\]-~]+"; filename\*=UTF-8''[\w.!~%-]+$/);
      const given = decodeURIComponent(header.split("UTF-8''")[1] ?? '');
      expect(given.endsWith('.txt')).toBe(true);
      expect(name.toWellFormed().includes(given.slice(0, -4)) || /_|^file\.txt$/.test(given)).toBe(true);
    }),
  );
});
