import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { docx, paragraph, rels, sheetData, xlsx, zip } from '../src/platform/convert/testing.ts';
import { type LocalServer, startServer } from '../src/platform/safe-fetch/local-server.fixture.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { tinyPdf } from './tiny-pdf.ts';

/*
 * The part "Outbound and content" of the list of attacks, as far as it concerns what is fetched. Lines that other files show:
 * - a credential on its way, and stored: credentials "to the hosts it is bound to, and to no other", "is never seen again"; its
 *   encryption: features/credentials/secret.test.ts
 * - every range of addresses: platform/safe-fetch/addresses.test.ts
 * - slow servers, and bodies that end early: platform/safe-fetch/safe-fetch.test.ts "too slow", "bad answers"
 */

let app: TestApp;
let owner: Client;
let project: string;
/** May be fetched from, as a stand-in for a public address … */
let site: LocalServer;
/** … and this may not, though it has the same port and would answer. */
let inner: LocalServer;
const SECRET = 'The combination of the safe is 4711.';
/** What names mean, one answer after the other; the last stays. */
const names = new Map<string, string[][]>();
const asked: string[] = [];
/** Paths whose connection has ended. */
const hungUp = new Set<string>();

const PAGES: Record<string, RequestListener> = {
  '/page': (_request, response) => response.end('A page that anybody may read.'),
  '/loop': (_request, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/endless': (_request, response) => {
    const more = () => {
      while (response.write('x'.repeat(100_000)));
    };
    response.on('drain', more);
    more();
  },
  '/bomb': (_request, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(5_000_000))),
  '/lies': (_request, response) => response.setHeader('content-length', 1e12).write('x'),
};

beforeAll(async () => {
  site = await startServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://site');
    const location = searchParams.get('to');
    request.socket.once('close', () => hungUp.add(pathname));
    // A header's text is bytes: what is no ASCII goes as UTF-8.
    if (location !== null) response.writeHead(302, { location: Buffer.from(location).toString('latin1') }).end();
    else (PAGES[pathname] ?? PAGES['/page'])?.(request, response);
  });
  inner = await startServer((_request, response) => response.end(SECRET), '127.0.0.2', site.port);
  const resolve = async (hostname: string) => {
    asked.push(hostname);
    const answers = names.get(hostname) ?? [];
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
  };
  app = await startTestApp({ FETCH_ALLOW_PRIVATE: '127.0.0.1/32', MAX_FILE_MB: '1' }, { resolve });
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Outside' })).body.id;
});
afterAll(async () => {
  await app.close();
  await Promise.all([site, inner].map((server) => server.close()));
});
beforeEach(() => {
  site.requests.length = 0;
  asked.length = 0;
});

const to = (location: string) => `${site.origin}/away?to=${encodeURIComponent(location)}`;
const errorOf = async (url: string): Promise<string> => (await owner.ingest(project, { url })).error?.code;

async function expectRefused(urls: readonly string[], code: string): Promise<void> {
  expect(urls.length).toBeGreaterThan(0);
  for (const url of urls) {
    const { status, error } = await owner.ingest(project, { url });
    expect([status, error?.code], url).toEqual(['failed', code]);
    // Says nothing of the network that the caller did not say first.
    expect(error.message).not.toMatch(/127\.0\.0\.2|10\.0\.0|169\.254|4711/);
  }
  expect(inner.requests).toEqual([]);
}

/** Every way to write an address that would lead to `inner`, or to what else is nobody's business. */
const PRIVATE = (port: number) =>
  [
    ...['127.0.0.2', '2130706434', '0x7f000002', '0177.0.0.2', '017700000002', '0x7f.2', '127.2', '127.0.0.2.'],
    ...['１２７.０.０.２', '%31%32%37.0.0.2', '[::ffff:127.0.0.2]', '[::ffff:7f00:2]', '[::127.0.0.2]', '[::1]'],
    ...['[64:ff9b::7f00:2]', '[64:ff9b:1::7f00:2]', '[2002:7f00:2::]', '[2001:0:4136:e378:8000:63bf:80ff:fffd]'],
    ...['0.0.0.0', '0', '10.0.0.1', '172.16.0.1', '192.168.0.1', '100.64.0.1', '[fe80::1]', '[fd00::1]'],
    ...['169.254.169.254', '[fd00:ec2::254]', '168.63.129.16', '[::ffff:169.254.169.254]'],
  ].map((host) => `http://${host}:${port}/`);

describe('SSRF', () => {
  it('by ingest URL: a private address is refused, however it is written', () =>
    expectRefused(PRIVATE(site.port), 'address_refused'));

  it('by redirect: the same, at the second hop and at the third', async () => {
    const direct = PRIVATE(site.port);
    await expectRefused(direct.map(to), 'address_refused');
    await expectRefused(
      direct.slice(0, 3).map((url) => to(to(url))),
      'address_refused',
    );
  });

  it.each([
    'file:///etc/passwd',
    'ftp://127.0.0.1/x',
    'data:text/plain,hello',
    'gopher://127.0.0.1:6379/_INFO',
    'javascript:1',
  ])('%s is no address: 400 where it is given, refused where a redirect leads to it', async (url) => {
    expect((await owner.post(`/projects/${project}/ingest`, { url })).status).toBe(400);
    await expectRefused([to(url)], 'bad_url');
  });

  it('a user name or password in the URL is not sent', async () => {
    const given = site.origin.replace('//', '//ada:secret@');
    const direct = await owner.post(`/projects/${project}/ingest`, { url: given });
    expect([direct.status, direct.body.details?.issues?.[0]?.path]).toEqual([400, 'url']);
    await expectRefused([to(given)], 'bad_url');
    expect(site.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('by name: every answer counts, whatever it looks like', async () => {
    const answers = [
      ['127.0.0.2'],
      ['127.0.0.1', '127.0.0.2'],
      ['::ffff:127.0.0.2'],
      ['64:ff9b::7f00:2'],
      ['fe80::1%eth0'],
      ['169.254.169.254'],
      ['100.64.0.1'],
    ];
    for (const [index, each] of answers.entries()) names.set(`name${index}.test`, [each]);
    await expectRefused(
      answers.map((_, index) => `http://name${index}.test:${site.port}/`),
      'address_refused',
    );
    expect(site.requests).toEqual([]);
  });

  it('by DNS rebinding: the answer that was checked is the one connected to', async () => {
    names.set('rebind.test', [['127.0.0.1'], ['127.0.0.2']]);
    const url = `http://rebind.test:${site.port}/page`;
    expect(await errorOf(url)).toBeUndefined();
    expect([asked, site.requests.map(({ headers }) => headers.host)]).toEqual([
      ['rebind.test'],
      [`rebind.test:${site.port}`],
    ]);
    await expectRefused([url], 'address_refused');
  });

  it('by DNS rebinding between two hops: it is asked and checked again', async () => {
    names.set('hop.test', [['127.0.0.1'], ['127.0.0.2']]);
    await expectRefused([`http://hop.test:${site.port}/?to=/page`], 'address_refused');
    expect(asked).toEqual(['hop.test', 'hop.test']);
    expect(site.requests).toHaveLength(1);
  });

  it('by redirects without end: they end', async () => {
    expect(await errorOf(`${site.origin}/loop`)).toBe('too_many_redirects');
    expect(site.requests).toHaveLength(6);
  });

  it('lines in a URL do not become headers', async () => {
    for (const line of ['%0d%0aX-Injected:%20yes', '\r\nX-Injected: yes', '\u010d\u010aX-Injected: yes']) {
      for (const url of [
        `${site.origin}/page${line}`,
        `${site.origin}/page?q=${line}`,
        to(`/page${encodeURI(line)}`),
      ]) {
        await owner.ingest(project, { url });
      }
    }
    expect(site.requests.length).toBe(9 + 3);
    for (const request of site.requests) expect(Object.keys(request.headers)).not.toContain('x-injected');
  });

  it.each(['endless', 'bomb', 'lies'])('a body over the limit is not read to its end: %s', async (path) => {
    expect(await errorOf(`${site.origin}/${path}`)).toBe('too_large');
    await expect.poll(() => hungUp).toContain(`/${path}`);
  });
});

describe('a link inside a document', () => {
  /** Reachable, and so a witness: whatever follows a link comes here. */
  const at = (path: string) => `${site.origin}/canary/${path}`;
  const dtd = () =>
    `<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY u SYSTEM "${at('entity')}"><!ENTITY % p SYSTEM "${at('dtd')}">%p;]>`;
  const xinclude = () =>
    `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${at('xinclude')}" parse="text"/>`;
  const html = () =>
    `<html><head><base href="${at('')}"><link rel="stylesheet" href="${at('css')}"><meta http-equiv="refresh" content="0;url=${at('refresh')}">
     <script src="${at('js')}"></script><style>@import url(${at('import')})</style></head><body><p>The words of a page.</p>
     <img src="${at('img')}" srcset="${at('img2')} 2x"><iframe src="${at('frame')}"></iframe><object data="${at('object')}"></object>
     <video poster="${at('poster')}"><source src="${at('video')}"></video><a href="${at('link')}" ping="${at('ping')}">a link</a></body></html>`;
  const svg = () =>
    `<svg xmlns="http://www.w3.org/2000/svg"><image href="${at('svg')}"/><use href="${at('use')}#x"/><text>The words of a drawing.</text></svg>`;

  const DOCUMENTS: [name: string, make: () => Uint8Array | string][] = [
    ['page.html', html],
    ['drawing.svg', svg],
    ['entity.svg', () => `${dtd()}${svg().replace('</text>', '&f;&u;</text>')}`],
    ['data.xml', () => `<?xml version="1.0"?>${dtd()}<r>The words &f; &u; of data.${xinclude()}</r>`],
    ['notes.md', () => `# Notes\n\nThe words of notes. ![picture](${at('md')}) [link](${at('mdlink')})\n\n${html()}`],
    [
      'letter.docx',
      () =>
        docx(`${paragraph('The words of a letter.')}${picture}`, { 'word/_rels/document.xml.rels': external('image') }),
    ],
    [
      'template.docx',
      () => docx(paragraph('The words.'), { 'word/_rels/settings.xml.rels': external('attachedTemplate') }),
    ],
    [
      'entity.docx',
      () =>
        zip({
          ...CONTAINER,
          'word/document.xml': `<?xml version="1.0"?>${dtd()}<w:document xmlns:w="w"><w:body>${paragraph('&f;&u;')}${xinclude()}</w:body></w:document>`,
        }),
    ],
    [
      'sheet.xlsx',
      () =>
        xlsx(
          { One: sheetData([['The words of a sheet']]) },
          { 'xl/externalLinks/_rels/externalLink1.xml.rels': external('externalLinkPath') },
        ),
    ],
    [
      'mail.eml',
      () => `From: a@example.com\r\nSubject: Mail\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n${html()}`,
    ],
    ['field.rtf', () => `{\\rtf1 The words. {\\field{\\*\\fldinst INCLUDEPICTURE "${at('rtf')}"}{\\fldrslt x}}}`],
    [
      'opens.pdf',
      () =>
        Buffer.from(
          Buffer.from(tinyPdf(['The words of a PDF.']))
            .toString('latin1')
            .replace('/Type /Catalog', `/Type /Catalog /OpenAction << /S /URI /URI (${at('pdf')}) >>`),
          'latin1',
        ),
    ],
  ];
  const external = (type: string) => rels(['rId7', type, at(type)]);
  const picture = '<w:p><w:r><w:drawing><a:blip r:link="rId7" r:embed="rId7"/></w:drawing></w:r></w:p>';
  const CONTAINER = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': rels(['rId1', 'officeDocument', 'word/document.xml']),
  };

  it('is never followed, and no file of the server is read through it', async () => {
    const form = new FormData();
    for (const [name, make] of DOCUMENTS) {
      const content = make();
      form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name);
    }
    const job = await owner.ingest(project, form);
    const { failures } = job.documents;
    // Those with a DTD in their XML are refused; the rest is read, so that what was not fetched was not for lack of looking.
    expect(failures.map(({ source }: { source: string }) => source)).toEqual(['entity.docx']);
    expect(site.requests.map(({ url }) => url)).toEqual([]);
    const { data } = (await owner.get(`/projects/${project}/documents?limit=200`)).body;
    const read = data.filter(({ filename }: { filename: string }) => DOCUMENTS.some(([name]) => name === filename));
    expect(read).toHaveLength(DOCUMENTS.length - failures.length);
    for (const { id } of read) {
      const { text } = await owner.get(`/projects/${project}/documents/${id}/content`);
      expect(text).toContain('he words');
      expect(text).not.toMatch(/root:.*:0:0:/);
    }
  });

  it('of a page on the web neither', async () => {
    PAGES['/linked'] = (_request, response) => response.setHeader('content-type', 'text/html').end(html());
    expect(await errorOf(`${site.origin}/linked`)).toBeUndefined();
    expect(site.requests.map(({ url }) => url)).toEqual(['/linked']);
  });
});
