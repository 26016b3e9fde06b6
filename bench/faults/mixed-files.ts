import { strToU8, zipSync } from 'fflate';

const WORDS = 'harbour lamp keeper tide fog horn ledger rope anchor signal watch supper stair wind glass chart'.split(
  ' ',
);

/** Text that is different for every `n`. */
const prose = (n: number, words: number) =>
  Array.from({ length: words }, (_, index) => WORDS[(n * 7 + index * (n + 3)) % WORDS.length]).join(' ');

/** As small as a DOCX can be. */
const docx = (text: string): Uint8Array =>
  zipSync({
    '[Content_Types].xml': strToU8(
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    ),
    'word/document.xml': strToU8(
      `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
    ),
  });

/** `count` files of several kinds, every tenth of them damaged. */
export function mixedFiles(count: number): { name: string; bytes: Uint8Array }[] {
  return Array.from({ length: count }, (_, n) => {
    const text = `Document ${n}. ${prose(n, 200 + (n % 50) * 20)}`;
    if (n % 10 === 9) return { name: `damaged-${n}.docx`, bytes: docx(text).subarray(0, 90) };
    switch (n % 5) {
      case 0:
        return { name: `note-${n}.md`, bytes: strToU8(`# Note ${n}\n\n${text}\n\n## More\n\n${prose(n + 1, 150)}`) };
      case 1:
        return { name: `page-${n}.html`, bytes: strToU8(`<title>${n}</title><article><p>${text}</p></article>`) };
      case 2:
        return { name: `letter-${n}.docx`, bytes: docx(text) };
      case 3:
        return {
          name: `table-${n}.csv`,
          bytes: strToU8(
            `word,number\n${text
              .split(' ')
              .map((w, i) => `${w},${i}`)
              .join('\n')}`,
          ),
        };
      default:
        return { name: `text-${n}.txt`, bytes: strToU8(text) };
    }
  });
}
