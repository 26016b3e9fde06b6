import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Chunk, type ChunkSizes, chunkMarkdown, type PageSpan } from './index.ts';

const line = fc.oneof(
  fc.constantFrom(
    '',
    '',
    '# Heading',
    '## Sub **heading**',
    'Under\n===',
    '```',
    '~~~',
    '| a | b |',
    '|---|---|',
    '- item',
    '---',
  ),
  fc.lorem({ maxCount: 3, mode: 'sentences' }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('😀'.repeat(60), 'x'.repeat(150), '日本語の文です。'.repeat(12), ' '.repeat(30)),
);
const markdown = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));
const sizes = fc.record({ max: fc.integer({ min: 2, max: 200 }), min: fc.integer({ min: 0, max: 60 }) });

/** A document whose pages meet, some of them empty, the first from 0. */
const paged = fc
  .tuple(markdown, fc.array(fc.nat(), { maxLength: 6 }))
  .map(([text, cuts]): [string, PageSpan[] | null] => {
    if (cuts.length === 0) return [text, null];
    const starts = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b)];
    return [text, starts.map((start, i) => ({ number: i + 1, start, end: starts[i + 1] ?? text.length }))];
  });

const check = (predicate: (text: string, pages: PageSpan[] | null, chunks: Chunk[], sizes: ChunkSizes) => void) =>
  fc.assert(
    fc.property(paged, sizes, ([text, pages], size) => predicate(text, pages, chunkMarkdown(text, pages, size), size)),
    { numRuns: 500 },
  );

it('a chunk is a slice of the text, not empty, and begins and ends with a visible character', () => {
  check((text, _, chunks) => {
    chunks.forEach((chunk, i) => {
      expect(chunk.ordinal).toBe(i);
      expect(chunk.text).toBe(text.slice(chunk.start, chunk.end));
      expect(chunk.text).toBe(chunk.text.trim());
      expect(chunk.text).not.toBe('');
    });
  });
});

it('chunks are in order, disjoint, and leave out nothing but white space and markup', () => {
  check((text, _, chunks) => {
    let end = 0;
    for (const chunk of [...chunks, { start: text.length, end: text.length }]) {
      expect(chunk.start).toBeGreaterThanOrEqual(end);
      expect(text.slice(end, chunk.start)).not.toMatch(/[^\s\-*_=|:#>`~+.[\]()!\\]/);
      end = chunk.end;
    }
  });
});

it('a chunk is not longer than is allowed', () => {
  check((_text, _pages, chunks, { max, min }) => {
    for (const chunk of chunks) expect(chunk.text.length).toBeLessThanOrEqual(max + min);
  });
});

it('no surrogate pair is parted', () => {
  check((text, _, chunks) => {
    const parts = (place: number) => place > 0 && (text.codePointAt(place - 1) ?? 0) > 0xffff;
    for (const chunk of chunks) expect([parts(chunk.start), parts(chunk.end)]).toEqual([false, false]);
  });
});

it('pages are those of the first and the last character, and only a tiny beginning goes on to the next page', () => {
  check((text, pages, chunks, { min }) => {
    const pageAt = (place: number) => pages?.findLast((page) => page.start <= place)?.number ?? null;
    for (const { start, end, page, pageEnd } of chunks) {
      expect([page, pageEnd]).toEqual([pageAt(start), pageAt(end - 1)]);
      for (const next of pages ?? []) {
        if (next.start > start && next.start < end && !isInPair(text, next.start)) {
          expect(text.slice(start, next.start).trimEnd().length).toBeLessThan(min);
        }
      }
    }
  });
});

const isInPair = (text: string, place: number) => (text.codePointAt(place - 1) ?? 0) > 0xffff;
