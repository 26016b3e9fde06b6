import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import { expect, it } from 'vitest';
import { headingOrder } from './heading-order.ts';

const levelsOf = (markdown: string) =>
  [
    ...renderToStaticMarkup(<ReactMarkdown rehypePlugins={[headingOrder]}>{markdown}</ReactMarkdown>).matchAll(
      /<h(\d)/g,
    ),
  ].map(([, level]) => Number(level));

it('headings begin below the page’s own and leave no level out', () => {
  expect(levelsOf('# a\n\n## b\n\n### c\n\n## d\n\n# e')).toEqual([2, 3, 4, 3, 2]);
  expect(levelsOf('### a\n\n##### b\n\n> ### c\n\n# d\n\n#### e')).toEqual([2, 3, 2, 2, 3]);
  expect(levelsOf('# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f')).toEqual([2, 3, 4, 5, 6, 6]);
});
