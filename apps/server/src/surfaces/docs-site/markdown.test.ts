import { expect, it } from 'vitest';
import { renderMarkdown } from './markdown.ts';

const render = (source: string) => renderMarkdown(source, (href) => (href.startsWith('../') ? null : `/site/${href}`));

it('HTML in the Markdown comes out as text, and scripts in links are no links', () => {
  const { html } = render('# <img src=x onerror=alert(1)>\n\n<script>alert(1)</script> [x](javascript:alert(1))\n');
  expect(html).not.toMatch(/<img|<script|href="javascript/);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

it('no attribute can be left by what a heading or a language says', () => {
  const { html } = render('# T\n\n## "><b x="\n\n```"><b\ncode\n```\n');
  expect(html).not.toContain('<b');
});

it('headings get the anchors that code hosts give them, numbered where they repeat', () => {
  const { sections, html } = render('# Title\n\n## What’s `new`, exactly?\n\n## Same\n\n## Same\n');
  expect(sections.map(({ id }) => id)).toEqual(['title', 'whats-new-exactly', 'same', 'same-1']);
  expect(html).toContain('<h2 id="same-1">Same <a class="anchor" href="#same-1"');
});

it('links are resolved, and those into the source tree become text', () => {
  const { html, sections } = render('# T\n\n[a `b`](x.md) and [c](../d.ts) and [e](y.md)\n');
  expect(html).toContain('<a href="/site/x.md">a <code>b</code></a>');
  expect(html).toContain('<span class="source" title="In the source tree: d.ts">c</span> and <a href="/site/y.md">');
  expect(sections[0]?.links).toEqual([
    { href: '/site/x.md', text: 'a b' },
    { href: '/site/y.md', text: 'e' },
  ]);
});

it('cells are aligned without style attributes', () => {
  const { html, sections } = render('# T\n\n| a | b |\n|:-:|---|\n| 1 | 2 |\n');
  expect(html).toContain('<th class="center">a</th>');
  expect(html).not.toContain('style=');
  expect(sections[0]?.words).toBe('a\nb\n1\n2\n');
});
