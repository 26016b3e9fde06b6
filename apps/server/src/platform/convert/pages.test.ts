import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalise } from './normalise.ts';
import { joinParts } from './pages.ts';

test('pages cover the text without gap or overlap, and each holds its own text', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 80 })), (parts) => {
      const { markdown, pages } = joinParts({ parts, paged: true, title: null });
      let at = 0;
      for (const [index, page] of (pages ?? []).entries()) {
        expect(page).toMatchObject({ number: index + 1, start: at });
        expect(markdown.slice(page.start, page.end)).toContain(normalise(parts[index] ?? '').replace(/-$/, ''));
        at = page.end;
      }
      expect(at).toBe(markdown.length);
      expect(pages).toHaveLength(parts.length);
    }),
  );
});

test('formats without pages have none', () => {
  expect(joinParts({ parts: ['a'], paged: false, title: null })).toEqual({ markdown: 'a', pages: null });
});

const long = 'A sentence that began somewhere above and that runs over the end of the';

test.each([
  ['a running sentence', long, 'page without a stop.', `${long} page without a stop.`],
  ['a finished sentence', `${long} page.`, 'another one', `${long} page.\n\nanother one`],
  ['a new sentence', long, 'Page', `${long}\n\nPage`],
  ['a divided word', `${long} im-`, 'portant page', `${long} important page`],
  ['a heading', `# ${long}`, 'page', `# ${long}\n\npage`],
  ['a blank page between', long, '', long],
])('%s', (_name, first, second, expected) => {
  expect(joinParts({ parts: [first, second], paged: true, title: null }).markdown).toBe(expected);
});
