import { describe, expect, test } from 'vitest';
import { convert } from './convert.ts';
import { bytes, docx, latin1, paragraph } from './testing.ts';

const HEADERS =
  'From: =?utf-8?q?J=C3=BCrgen?= <j@x.example>\r\nTo: Ann <ann@y.example>, bob@y.example\r\nSubject: The\r\n =?utf-8?q?caf=C3=A9?=\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n';
const PREFACE =
  '# The café\n\n- From: Jürgen (j@x.example)\n- To: Ann (ann@y.example), bob@y.example\n- Date: 2026-03-02T09:00:00.000Z';

function multipart(kind: string, ...parts: string[]): string {
  return `Content-Type: multipart/${kind}; boundary="b-${kind}"\r\n\r\n${parts
    .map((part) => `--b-${kind}\r\n${part}\r\n`)
    .join('')}--b-${kind}--\r\n`;
}

function attachment(name: string, type: string, content: Uint8Array): string {
  return `Content-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(content).toString('base64')}`;
}

async function read(message: string, filename?: string) {
  return convert({ bytes: latin1(message), ...(filename ? { filename } : {}) });
}

describe('a message', () => {
  test('is its subject, its people, its date and its text', async () => {
    const message = `${HEADERS}Content-Type: text/plain; charset=iso-8859-1\r\n\r\nGrüße\r\nfrom here.`;
    expect(await read(message)).toMatchObject({
      format: 'email',
      title: 'The café',
      markdown: `${PREFACE}\n\nGrüße\nfrom here.`,
    });
  });

  test('in two forms is read as HTML', async () => {
    const message = `${HEADERS}${multipart('alternative', 'Content-Type: text/plain\r\n\r\nplain', 'Content-Type: text/html\r\n\r\n<ul><li>rich</li></ul>')}`;
    expect((await read(message)).markdown).toBe(`${PREFACE}\n\n- rich`);
  });

  test('is known by its name or its fields; a text that quotes fields is a text', async () => {
    expect((await read('Subject: x\r\n\r\nbody', 'a.eml')).format).toBe('email');
    expect((await read(`From j@x.example Mon Mar  2 10:00:00 2026\r\n${HEADERS}\r\nbody`)).format).toBe('email');
    expect((await read(`${HEADERS}\r\nbody`, 'a.txt')).format).toBe('text');
    expect((await read('Note: one\n\nbody')).format).toBe('text');
  });
});

describe('attachments', () => {
  test('stand under their names; one that cannot be read says why', async () => {
    const message = `${HEADERS}${multipart(
      'mixed',
      'Content-Type: text/plain\r\n\r\nSee below.',
      attachment('offer.docx', 'application/octet-stream', docx(paragraph('Ten boats'))),
      attachment('data.csv', 'text/csv', bytes('a,b\n1,2')),
      attachment('tool.exe', 'application/octet-stream', Buffer.from('4d5a90000300000004000000ffff0000b800', 'hex')),
    )}`;
    expect((await read(message)).markdown).toBe(
      `${PREFACE}\n\nSee below.\n\n## offer.docx\n\nTen boats\n\n## data.csv\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n## tool.exe\n\n(This is a EXE file, which cannot be read. Send a PDF, Office or OpenDocument file, EPUB, RTF, e-mail, CSV, HTML, Markdown or text file.)`,
    );
  });

  test('are opened four messages deep', async () => {
    const nest = (depth: number): string =>
      `${HEADERS}${multipart('mixed', depth === 0 ? 'Content-Type: text/plain\r\n\r\ninnermost' : attachment(`${depth}.eml`, 'application/octet-stream', latin1(nest(depth - 1))))}`;
    expect((await read(nest(3))).markdown).toContain('innermost');
    const { markdown } = await read(nest(4));
    expect(markdown).not.toContain('innermost');
    expect(markdown).toContain('(This file is packed into too many messages. It was not read.)');
  });
});
