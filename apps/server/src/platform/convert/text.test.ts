import { describe, expect, test } from 'vitest';
import { convert } from './convert.ts';
import { bytes } from './testing.ts';

const markdown = (text: string) => convert({ bytes: bytes(text), filename: 'a.md' });

describe('Markdown', () => {
  test('passes as it is, and its first heading is the title', async () => {
    const text = 'Intro\n\n```sh\n# no heading\n```\n\n## The *title* ##\n\n- a\n    - b';
    expect(await markdown(text)).toMatchObject({
      markdown: text,
      pages: null,
      title: 'The *title*',
      format: 'markdown',
    });
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
  expect(await convert({ bytes: bytes('one\r\n\r\n  two'), filename: 'a.txt' })).toMatchObject({
    markdown: 'one\n\n  two',
    pages: null,
    title: null,
    format: 'text',
  });
});

test('source code is a code block in its language, titled by its file', async () => {
  const read = async (text: string, filename: string) => {
    const { markdown: code, title, format, language } = await convert({ bytes: bytes(text), filename });
    return { code, title, format, language };
  };
  expect(await read('def f():\n    return 1\n', 'lib/f.py')).toEqual({
    code: '```python\ndef f():\n    return 1\n```',
    title: 'f.py',
    format: 'code',
    language: null,
  });
  expect(await read('#!/usr/bin/env python3\nprint(1)', 'run')).toMatchObject({
    code: '```python\n#!/usr/bin/env python3\nprint(1)\n```',
  });
  expect(await read('#!/bin/sh\nls', 'run')).toMatchObject({ code: '```bash\n#!/bin/sh\nls\n```' });
  expect(await read('all:\n\tmake', 'Makefile')).toMatchObject({ code: '```makefile\nall:\n\tmake\n```' });
  expect(await read('<?xml version="1.0"?><a/>', 'feed')).toMatchObject({
    code: '```xml\n<?xml version="1.0"?><a/>\n```',
  });
  expect(await read('{"a":1}\n{"a":2}', 'a.jsonl')).toMatchObject({ format: 'json' });
});

test.each([
  [
    'WebVTT',
    'WEBVTT\n\nNOTE made by hand\n\n1\n00:01.000 --> 00:02.000 align:left\n<v Ann>Is it\n<i>far</i>?\n\n00:02.000 --> 00:03.000\n<v Bob>No &amp; no.',
    'Ann: Is it far?\n\nBob: No & no.',
  ],
  [
    'SubRip',
    '1\r\n00:00:01,000 --> 00:00:02,000\r\nThe boat\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\nis late.\r\n',
    'The boat is late.',
  ],
])('subtitles (%s) are what is said', async (_name, text, said) => {
  expect((await convert({ bytes: bytes(text), filename: 'a.srt' })).markdown).toBe(said);
});

test('JSON is a code block that its own backticks cannot end', async () => {
  const { markdown: text } = await convert({ bytes: bytes('{"a": "```"}'), filename: 'a.json' });
  expect(text).toBe('````json\n{"a": "```"}\n````');
});
