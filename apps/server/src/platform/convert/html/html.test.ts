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
    expect(markdown).toBe('Sums\n\n| A | B | B |\n| - | - | - |\n| x\\|y | 1 | 2 |\n| x\\|y | p q r s | - u - v |');
  });

  test('a table that only arranges the page is no table', async () => {
    expect((await read('<table><tr><td><h2>News</h2><p>Text</p></td></tr></table>')).markdown).toBe('## News\n\nText');
  });

  test('scripts, styles and hidden parts are left out; of a page from the web, navigation and footers too', async () => {
    const page = `<body><script>alert(1)</script><style>p{}</style><nav>Menu</nav><p>Text</p>
      <p hidden>secret</p><p style="display: none">secret</p><noscript>secret</noscript><footer>Imprint</footer>`;
    expect((await read(page)).markdown).toBe('Menu\n\nText\n\nImprint');
    expect((await read(page, 'https://site.example/')).markdown).toBe('Text');
  });

  test('rows that only begin or repeat merged cells are no rows; headings in cells are text', async () => {
    const { markdown } = await read(
      `<table><tr><th>Year<th>Month<tr><th rowspan=3>2025<tr><td><h3>May</h3><tr><td>June</table>`,
    );
    expect(markdown).toBe('| Year | Month |\n| - | - |\n| 2025 | May |\n| 2025 | June |');
  });

  test('definitions, details, figures, formulas and emphasis within emphasis', async () => {
    const { markdown } =
      await read(`<dl><dt>Key</dt><dd>What opens.</dd></dl><details><summary>More</summary><p>Hidden at first</p></details>
      <figure><img src=x alt=y><figcaption>A boat</figcaption></figure>
      <p><b><strong>bold</strong></b> <i><b>both</b></i> <math><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></math>, use<code> f() </code>now</p>`);
    expect(markdown).toBe(
      'Key\n\nWhat opens.\n\nMore\n\nHidden at first\n\nA boat\n\n**bold** ***both*** $x^2$, use `f()` now',
    );
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
  const { markdown, title } = await read(
    `<html><head><title>The harbour | Daily</title></head><body>
    <nav>Menu</nav><div class="sidebar"><ul>${links}</ul></div><article><h1>The harbour</h1>${`<p>${sentence.repeat(4)}</p>`.repeat(8)}</article></body></html>`,
    'https://site.example/',
  );
  expect(markdown).toContain(sentence.trim());
  expect(markdown).not.toContain('Other story');
  expect(title).toContain('The harbour');
});

test('hostile nesting is flattened, and beyond all sense refused', async () => {
  expect((await read(`<body>${'<div>'.repeat(10_000)}deep`)).markdown).toBe('deep');
  await expect(read(`<body>${'<div>'.repeat(50_000)}deep`)).rejects.toMatchObject({ code: 'too_large' });
  expect((await read(`<body>${'<b><i>'.repeat(5_000)}deep`)).markdown).toContain('deep');
});

test('a page of many blocks', async () => {
  expect((await read(`<body>${'<p>x</p>'.repeat(200_000)}`)).markdown).toHaveLength(200_000 * 3 - 2);
});
