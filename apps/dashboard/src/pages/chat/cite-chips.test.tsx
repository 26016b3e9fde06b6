import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import { expect, it } from 'vitest';
import { citationOf, citeChips } from './cite-chips.ts';

const render = (markdown: string, ...numbers: number[]) =>
  renderToStaticMarkup(<ReactMarkdown rehypePlugins={[citeChips(new Set(numbers))]}>{markdown}</ReactMarkdown>);

it('makes links of the numbers of citations', () => {
  expect(render('Ships [1] and **boats [2]**.', 1, 2)).toBe(
    '<p>Ships <a href="#citation-1">1</a> and <strong>boats <a href="#citation-2">2</a></strong>.</p>',
  );
});

it('leaves other numbers, code and links as they are', () => {
  expect(render('In 2020 [3], `a[1]`.', 1)).toBe('<p>In 2020 [3], <code>a[1]</code>.</p>');
  expect(render('[see [1]](https://example.com)', 1)).toBe('<p><a href="https://example.com">see [1]</a></p>');
});

it('knows its links from others', () => {
  expect(['#citation-12', '#elsewhere', 'https://example.com', undefined].map(citationOf)).toEqual([
    12,
    null,
    null,
    null,
  ]);
});
