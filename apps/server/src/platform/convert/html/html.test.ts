import { describe, expect, test } from 'vitest';
import { convert } from '../convert.ts';
import { bytes } from '../testing.ts';

async function read(html: string, url?: string) {
  return convert({ bytes: bytes(html), filename: 'a.html', ...(url ? { url } : {}) });
}

describe('content', () => {
  test('headings, emphasis, lists, quotes and code', async () => {
    const { markdown, title } =
      await read(`<title>The  page</title><body><h1>Title</h1><p>Some <b>bold </b>and <i>slanted</i> text
      with <code>code</code>.</p><ul><li>one<ul><li>two</li></ul></li><li><p>three</p></li></ul><ol start=3><li>c<li>d</ol>
      <blockquote><p>said</p></blockquote><pre><code class="language-js">let a;\n  b();\n</code></pre>`);
    expect(title).toBe('The page');
    expect(markdown).toBe(
      '# Title\n\nSome **bold** and *slanted* text with `code`.\n\n- one\n    - two\n- three\n\n3. c\n4. d\n\n> said\n\n```js\nlet a;\n  b();\n```',
    );
  });

  test('tables, with merged cells repeated and tables inside told in one line', async () => {
    const { markdown } = await read(`<table><caption>Sums</caption><thead><tr><th>A<th colspan=2>B</thead>
      <tr><td rowspan=2>x|y<td>1<td>2<tr><td><table><tr><td>p<td>q<tr><td>r<td>s</table><td><ul><li>u<li>v</ul></table>`);
    expect(markdown).toBe('Sums\n\n| A | B | B |\n| - | - | - |\n| x\\|y | 1 | 2 |\n| x\\|y | p q r s | u v |');
  });

  test('a table that only arranges the page is no table', async () => {
    expect((await read('<table><tr><td><h2>News</h2><p>Text</p></td></tr></table>')).markdown).toBe('## News\n\nText');
  });

  test('scripts, styles, hidden parts and navigation are left out', async () => {
    const { markdown } = await read(`<body><script>alert(1)</script><style>p{}</style><nav>Menu</nav><p>Text</p>
      <p hidden>secret</p><p style="display: none">secret</p><noscript>secret</noscript><footer>Imprint</footer>`);
    expect(markdown).toBe('Text');
  });
});

describe('links', () => {
  const html =
    '<p><a href="/a b">one</a> <a href="#x">two</a> <a href="javascript:x()">three</a> <a href="https://x.org/(y)">four</a></p>';

  test('are absolute when the address is known', async () => {
    expect((await read(html, 'https://site.example/dir/')).markdown).toBe(
      '[one](https://site.example/a%20b) two three [four](https://x.org/%28y%29)',
    );
  });

  test('follow the base of the page', async () => {
    expect((await read('<base href="/docs/"><a href="x">y</a>', 'https://site.example/')).markdown).toBe(
      '[y](https://site.example/docs/x)',
    );
  });

  test('stay as they are when it is not', async () => {
    expect((await read(html)).markdown).toBe('[one](/a%20b) two three [four](https://x.org/%28y%29)');
  });
});

test('the article of a page, without what frames it', async () => {
  const sentence = 'The harbour was dredged twice in that decade, first by hand and later with a steam engine. ';
  const links = Array.from({ length: 60 }, (_, index) => `<li><a href="/${index}">Other story ${index}</a></li>`).join(
    '',
  );
  const { markdown, title } = await read(`<html><head><title>The harbour | Daily</title></head><body>
    <div class="sidebar"><ul>${links}</ul></div><article><h1>The harbour</h1>${`<p>${sentence.repeat(4)}</p>`.repeat(8)}</article></body></html>`);
  expect(markdown).toContain(sentence.trim());
  expect(markdown).not.toContain('Other story');
  expect(title).toContain('The harbour');
});

test('hostile nesting is flattened', async () => {
  expect((await read(`<body>${'<div>'.repeat(50_000)}deep`)).markdown).toBe('deep');
  expect((await read(`<body>${'<b><i>'.repeat(20_000)}deep`)).markdown).toContain('deep');
});

test('a page of many blocks', async () => {
  expect((await read(`<body>${'<p>x</p>'.repeat(200_000)}`)).markdown).toHaveLength(200_000 * 3 - 2);
});
