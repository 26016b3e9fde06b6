import { passages } from '../lib/corpus.ts';

/** Points: A4, and text as a plain report has it. */
const PAGE = { width: 595, height: 842, left: 72, top: 780, size: 11, pitch: 14, lineLength: 88 };

/**
 * A PDF of running text: real English sentences, about `words` words a page, with a heading, paragraphs and a page number.
 * Repeatable.
 */
export function textPdf(root: string, pages: number, words: number): Buffer {
  const texts = passages(root, pages, words);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages} /Kids [${texts.map((_, index) => `${5 + 2 * index} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold /Encoding /WinAnsiEncoding >>',
    ...texts.flatMap((text, index) => {
      const content = pageContent(text, index + 1);
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources << /Font << /F 3 0 R /B 4 0 R >> >> /Contents ${6 + 2 * index} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  let length = 9;
  const offsets: number[] = [];
  const bodies = objects.map((object, index) => {
    const body = `${index + 1} 0 obj\n${object}\nendobj\n`;
    offsets.push(length);
    length += body.length;
    return body;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const size = objects.length + 1;
  const trailer = `trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`;
  return Buffer.from(
    `%PDF-1.4\n${bodies.join('')}xref\n0 ${size}\n0000000000 65535 f \n${table.join('')}${trailer}`,
    'latin1',
  );
}

function pageContent(text: string, number: number): string {
  const { left, top, size, pitch } = PAGE;
  const drawn = [`BT /B 15 Tf ${left} ${top + 24} Td (Section ${number}) Tj ET`];
  for (const [index, line] of wrap(text).entries())
    drawn.push(`BT /F ${size} Tf ${left} ${top - index * pitch} Td (${line.replace(/[\\()]/g, '\\$&')}) Tj ET`);
  drawn.push(`BT /F 9 Tf 290 30 Td (${number}) Tj ET`);
  return drawn.join('\n');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line.length + word.length > PAGE.lineLength) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  lines.push(line);
  return lines;
}
