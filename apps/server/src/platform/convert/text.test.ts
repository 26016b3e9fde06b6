import { describe, expect, test } from 'vitest';
import { convert } from './convert.ts';
import { bytes } from './testing.ts';

const markdown = (text: string) => convert({ bytes: bytes(text), filename: 'a.md' });

describe('Markdown', () => {
  test('passes as it is, and its first heading is the title', async () => {
    const text = 'Intro\n\n```sh\n# no heading\n```\n\n## The *title* ##\n\n- a\n    - b';
    expect(await markdown(text)).toEqual({ markdown: text, pages: null, title: 'The *title*', format: 'markdown' });
  });

  test('front matter is taken off, its title used', async () => {
    const result = await markdown('---\ntitle: "On ducks"\ntags: [a]\n---\n# Heading\n\ntext');
    expect(result).toMatchObject({ title: 'On ducks', markdown: '# Heading\n\ntext' });
  });

  test('an underlined heading counts', async () => {
    expect((await markdown('Title\n=====\n\ntext')).title).toBe('Title');
  });

  test('HTML blocks become Markdown; inline HTML and code blocks stay', async () => {
    const text =
      'A <b>word</b>.\n\n<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td>2</td></tr>\n</table>\n\n```html\n<div>code</div>\n```\n\n<div>\n<p>never closed';
    expect((await markdown(text)).markdown).toBe(
      'A <b>word</b>.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```html\n<div>code</div>\n```\n\n<div>\n<p>never closed',
    );
  });
});

test('plain text stays as it is', async () => {
  expect(await convert({ bytes: bytes('one\r\n\r\n  two'), filename: 'a.txt' })).toEqual({
    markdown: 'one\n\n  two',
    pages: null,
    title: null,
    format: 'text',
  });
});

test('JSON is a code block that its own backticks cannot end', async () => {
  const { markdown: text } = await convert({ bytes: bytes('{"a": "```"}'), filename: 'a.json' });
  expect(text).toBe('````json\n{"a": "```"}\n````');
});
