import { describe, expect, it } from 'vitest';
import { chunkMarkdown } from './index.ts';

const SMALL = { max: 120, min: 20 };
const texts = (markdown: string, sizes = SMALL) => chunkMarkdown(markdown, null, sizes).map((chunk) => chunk.text);

describe('headings', () => {
  it('begin a chunk, and every chunk knows the path above it', () => {
    const markdown = `# Cars\n\nThey have four wheels each.\n\n## Engines\n\nMost of them burn petrol or diesel.\n\n# Boats\n\nThey float on the water.`;
    expect(chunkMarkdown(markdown, null, SMALL).map(({ heading, text }) => [heading, text])).toEqual([
      ['Cars', '# Cars\n\nThey have four wheels each.'],
      ['Cars › Engines', '## Engines\n\nMost of them burn petrol or diesel.'],
      ['Boats', '# Boats\n\nThey float on the water.'],
    ]);
  });

  it('go along with what follows them, never at the end of a chunk', () => {
    const before = 'A sentence that fills the chunk. '.repeat(3).trim();
    expect(texts(`${before}\n\n## Next\n\n${before}`)).toEqual([before, `## Next\n\n${before}`]);
  });

  it('of tiny sections share a chunk, which is named after its first text', () => {
    const [chunk, ...others] = chunkMarkdown('# Title\n\n## Part\n\nShort.\n\n## Other\n\nAlso short.', null, {
      max: 120,
      min: 60,
    });
    expect(others).toEqual([]);
    expect(chunk?.heading).toBe('Title › Part');
  });

  it('may be underlined, and are read without their markup', () => {
    const chunks = chunkMarkdown(
      'Big **news** of [today](http://x)\n===\n\nText.\n\nThe `end` ##\n---\n\nText.',
      null,
      {
        max: 50,
        min: 1,
      },
    );
    expect(chunks.map((chunk) => chunk.heading)).toEqual(['Big news of today', 'Big news of today › The end']);
  });

  it('are not what stands in code', () => {
    const [chunk] = chunkMarkdown('```sh\n# no heading\n```\n\nText below.', null, SMALL);
    expect(chunk?.heading).toBe('');
  });
});

describe('long blocks', () => {
  it('prose is cut between sentences into about even parts', () => {
    const sentence = 'One more sentence of this story. ';
    const parts = texts(sentence.repeat(5));
    expect(parts).toEqual([sentence.repeat(3).trim(), sentence.repeat(2).trim()]);
  });

  it('prose without sentences is cut between words, and a word only when it is longer than a chunk', () => {
    expect(texts('word '.repeat(40)).join(' ').split(/\s+/)).toEqual(Array(40).fill('word'));
    expect(texts('x'.repeat(300)).map((text) => text.length)).toEqual([100, 100, 100]);
  });

  it('a line break inside prose does not end a sentence', () => {
    const [first] = texts(
      'This is the first sentence of the text,\nwhich goes on in a second line of some words. And here comes\nanother one to make it long.',
    );
    expect(first).toBe('This is the first sentence of the text,\nwhich goes on in a second line of some words.');
  });

  it('tables and code are cut between lines only', () => {
    const table = [
      '| name | value |',
      '| --- | --- |',
      ...Array.from({ length: 20 }, (_, i) => `| row ${i} | ${i * i} |`),
    ];
    const code = ['```', ...Array.from({ length: 20 }, (_, i) => `print("Line. ${i}")`), '```'];
    for (const lines of [table, code])
      expect(texts(lines.join('\n')).flatMap((text) => text.split('\n'))).toEqual(lines);
  });

  it('a list is cut between its items', () => {
    const items = Array.from({ length: 12 }, (_, i) => `- item number ${i}. It has two sentences.`);
    expect(texts(items.join('\n')).flatMap((text) => text.split('\n'))).toEqual(items);
  });
});

describe('pages', () => {
  const pages = (...starts: number[]) =>
    starts.map((start, i) => ({ number: i + 1, start, end: starts[i + 1] ?? 1_000 }));

  it('end chunks, also inside a paragraph', () => {
    const markdown = `${'a'.repeat(50)} ${'b'.repeat(50)}`;
    const chunks = chunkMarkdown(markdown, pages(0, 50), SMALL);
    expect(chunks.map(({ text, page, pageEnd }) => [text, page, pageEnd])).toEqual([
      ['a'.repeat(50), 1, 1],
      ['b'.repeat(50), 2, 2],
    ]);
  });

  it('that hold next to nothing share a chunk, which says from where to where it goes', () => {
    const [chunk, ...others] = chunkMarkdown('One.\n\nTwo.\n\nThree.', pages(0, 6, 12), SMALL);
    expect(others).toEqual([]);
    expect([chunk?.page, chunk?.pageEnd]).toEqual([1, 3]);
  });

  it('are null where there are none', () => {
    expect(chunkMarkdown('Text.', null)).toEqual([
      { ordinal: 0, text: 'Text.', start: 0, end: 5, page: null, pageEnd: null, heading: '' },
    ]);
  });
});

it('leaves out what is only markup or white space', () => {
  expect(texts('')).toEqual([]);
  expect(texts(' \n\n\t\n')).toEqual([]);
  expect(texts('---\n\n* * *\n\n| | |\n|---|---|\n')).toEqual([]);
});

it('takes text that no line breaks, a hundred thousand headings, and deep nesting', () => {
  const chars = (markdown: string) => chunkMarkdown(markdown, null).reduce((sum, { text }) => sum + text.length, 0);
  expect(chars('x'.repeat(5_000_000))).toBe(5_000_000);
  expect(chunkMarkdown('# a\n\n'.repeat(100_000), null).length).toBe(250);
  expect(chunkMarkdown(`${'>'.repeat(50_000)} deep`, null).at(-1)?.text).toContain('deep');
  expect(
    chunkMarkdown(Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}- a`).join('\n'), null).length,
  ).toBeGreaterThan(100);
});
