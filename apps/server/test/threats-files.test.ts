import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { deflatedBomb, hostileFiles, nestedZip, zipOf } from './support/hostile-files.ts';

/**
 * Files that were made to hurt whoever reads them, sent over HTTP. The threat model's other lines about files: what a picture
 * claims to be (ocr.test), what an archive claims (zip.test), size of uploads (threats-uploads).
 */

let app: TestApp;
let owner: Client;

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const project = async () => (await owner.post('/projects', { name: 'Library' })).body.id as string;

function form(files: Record<string, Uint8Array | string>): FormData {
  const data = new FormData();
  for (const [name, content] of Object.entries(files)) {
    data.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name);
  }
  return data;
}

/** Reading is the last in line for a processor, and one of the files takes all the memory it may. */
const TIMEOUT_MS = 240_000;

const GOOD = 'The lighthouse at Cape Wrath was lit in 1828.';

/** What must not be read, and why. The rest is made to take for ever, but may be read as what it is. */
const REFUSED: Record<string, RegExp> = {
  'bomb.docx': /unpacks to far more/,
  'lying-bomb.docx': /damaged/,
  'bomb.pptx': /unpacks to far more/,
  'bomb.xlsx': /unpacks to far more/,
  'bomb.odt': /unpacks to far more/,
  'bomb.epub': /unpacks to far more/,
  'lying-mimetype.odt': /damaged/,
  'entities.docx': /DOCTYPE/,
  'external-entity.docx': /DOCTYPE/,
  'deep.docx': /nested too deeply/,
  'cut-short.docx': /damaged/,
  'a-million-pages.pdf': /1000000 pages/,
  'pages-in-a-circle.pdf': /damaged/,
  'deep-page-tree.pdf': /damaged/,
  'stream-bomb.pdf': /memory|damaged/,
  'deep-arrays.pdf': /no text|damaged/,
  'deep-arrays-in-content.pdf': /no text|damaged/,
  'huge-picture.pdf': /only pictures/,
  'cut-short.pdf': /damaged/,
  'garbage.pdf': /damaged/,
  'huge.png': /60000 × 60000 pixels/,
  'garbage.bin': /no kind of document/,
  'empty.txt': /empty/,
  'blank.txt': /nothing but white space/,
  'nul.txt': /no kind of document/,
  'deep.html': /too deeply nested/,
  'deep.rtf': /nested too deeply/,
  'endless.rtf': /nested too deeply/,
};

const PLAIN = /^[A-Z][^{}<>]{10,300}\.$/;

describe('files that nobody should read', () => {
  it(
    'each fails by itself with a plain reason; the server answers meanwhile, and a good file among them is found',
    async () => {
      const id = await project();
      const names = Object.keys(REFUSED);
      const files = Object.fromEntries(names.map((name) => [name, hostileFiles[name]?.() ?? '']));
      // Waits by asking the server again and again.
      const { documents } = await owner.ingest(id, form({ ...files, 'good.txt': GOOD }));
      expect(documents).toMatchObject({ succeeded: 1, failed: names.length });
      const reasons = new Map<string, string>(
        documents.failures.map(({ source, message }: Record<string, string>) => [source, message]),
      );
      for (const [name, reason] of Object.entries(REFUSED)) {
        expect(reasons.get(name), name).toMatch(reason);
        expect(reasons.get(name)).toMatch(PLAIN);
      }
      const { results } = (await owner.post(`/projects/${id}/search`, { query: 'Cape Wrath', mode: 'lexical' })).body;
      expect(results[0]).toMatchObject({ text: GOOD });
    },
    TIMEOUT_MS,
  );

  it('archives: bombs are refused, and one within another is left packed', async () => {
    const bomb = (size: number) =>
      zipOf({ 'a.txt': 'The first page.', 'bomb.txt': { packed: deflatedBomb(1024), crc: 0, size } });
    const job = await owner.ingest(
      await project(),
      form({ 'nested.zip': nestedZip(5), 'bomb.zip': bomb(2 ** 30), 'lie.zip': bomb(10), 'good.txt': GOOD }),
    );
    expect(job).toMatchObject({ status: 'succeeded', documents: { succeeded: 1, failed: 12 } });
    const { failures } = job.documents;
    for (const { message } of failures) expect(message).toMatch(PLAIN);
    const codes = new Map(failures.map(({ source, code }: Record<string, string>) => [source, code]));
    expect(codes.get('bomb.zip')).toBe('too_large');
    expect(codes.get('lie.zip')).toBe('corrupt');
    expect(codes.get('nested.zip/level-0.zip')).toBe('unsupported_format');
  });
});

describe('files that need not be refused', () => {
  const odd = Object.keys(hostileFiles).filter((name) => !(name in REFUSED));

  it.each(odd)('%s is read within the limits, or fails with a plain reason', async (name) => {
    const started = await owner.post('/jobs', form({ [name]: hostileFiles[name]?.() ?? '' }));
    expect(started.status, started.text).toBe(201);
    const { status, error } = await owner.settled(started.body.id);
    if (status === 'failed')
      expect(error).toMatchObject({
        code: expect.stringMatching(/^(?:no_text|too_large)$/),
        message: expect.stringMatching(PLAIN),
      });
    else expect(status).toBe('succeeded');
  });
});
