import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import { expect, it } from 'vitest';
import { markSpan } from './mark-span.ts';

/** What is marked when `quote` of the Markdown is. */
function markedOf(markdown: string, quote: string): string[] {
  const start = markdown.indexOf(quote);
  const plugin = markSpan({ start, end: start + quote.length });
  const html = renderToStaticMarkup(<ReactMarkdown rehypePlugins={[plugin]}>{markdown}</ReactMarkdown>);
  return [...html.matchAll(/<mark>(.*?)<\/mark>/gs)].map(([, text]) => text ?? '');
}

it('marks the words of a span and no others', () => {
  expect(markedOf('Ships take a pilot. Boats do not.', 'take a pilot.')).toEqual(['take a pilot.']);
});

it('goes on over emphasis and paragraphs', () => {
  expect(markedOf('Ships *must* stop.\n\nThen go. Slowly.', '*must* stop.\n\nThen go.')).toEqual([
    'must',
    ' stop.',
    'Then go.',
  ]);
});

it('marks the whole where signs were escaped', () => {
  expect(markedOf('It costs 5\\* today, or 6.', '5\\* today')).toEqual(['It costs 5* today, or 6.']);
});

it('marks code, whose text has no place of its own', () => {
  expect(markedOf('```\nlet a = 1\n```\n\nEnd.', 'let a')).toEqual(['let a = 1\n']);
});

it('marks nothing without a span', () => {
  expect(markedOf('Ships take a pilot.', '')).toEqual([]);
});
