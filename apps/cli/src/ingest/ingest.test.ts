import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barOf, createBoard } from './board.ts';
import { filesBelow, foundAt, ignoresOf, ignoring } from './files.ts';
import { inParallel } from './in-parallel.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragkeep-files-'));
  for (const name of ['b.md', 'a/x.md', 'a/node_modules/y.md', '.git/z', 'tmp/c.log', 'tmp/keep/d.md', 'a/e.tmp']) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), name);
  }
  await symlink('/etc', join(folder, 'outside'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the files of a folder', () => {
  const names = async (patterns: string[]) =>
    (await filesBelow(folder, await ignoresOf(folder, patterns))).map(({ path }) => path.slice(folder.length + 1));

  it('are all but hidden ones, packages and links', async () => {
    expect(await names([])).toEqual(['a/e.tmp', 'a/x.md', 'b.md', 'tmp/c.log', 'tmp/keep/d.md']);
  });

  it('and but what is left out, typed or written down', async () => {
    await writeFile(join(folder, '.ragkeepignore'), '# logs\n\n*.log\n/a/e.*\n');
    expect(await names([])).toEqual(['a/x.md', 'b.md', 'tmp/keep/d.md']);
    expect(await names(['keep/'])).toEqual(['a/x.md', 'b.md']);
  });

  it.each([
    ['drafts', 'drafts/a.md', true],
    ['drafts', 'x/drafts/a.md', true],
    ['drafts', 'drafts.md', false],
    ['/drafts', 'x/drafts/a.md', false],
    ['x/*.md', 'x/a.md', true],
    ['x/*.md', 'x/y/a.md', false],
    ['x/**/*.md', 'x/y/a.md', true],
  ])('%s leaves out %s: %s', (pattern, below, out) => {
    expect(ignoring([pattern])(below)).toBe(out);
  });

  it('are called as they are seen from here', () => {
    expect(foundAt('docs/./a.md').externalId).toBe('docs/a.md');
    expect(foundAt('../other/a.md').externalId).toBe('other/a.md');
  });
});

describe('work in parallel', () => {
  it('is done once each, never more than so much at a time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 5 }), async (items, most) => {
        const done: number[] = [];
        let [now, peak] = [0, 0];
        await inParallel(items, most, async (item) => {
          peak = Math.max(peak, ++now);
          await Promise.resolve();
          now--;
          done.push(item);
        });
        expect(done.sort()).toEqual([...items].sort());
        expect(peak).toBe(Math.min(most, items.length));
      }),
    );
  });

  it('ends with the first error, and begins nothing after it', async () => {
    const begun: number[] = [];
    const work = inParallel([1, 2, 3, 4], 1, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('enough');
    });
    await expect(work).rejects.toThrow('enough');
    expect(begun).toEqual([1, 2]);
  });
});

describe('the board', () => {
  /** What was written, and a screen that it is written to. */
  function screenOf(isTTY: boolean) {
    const written: string[] = [];
    const screen = new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    });
    return { written, screen: Object.assign(screen, { isTTY, columns: 60 }) };
  }

  it('paints bars on a terminal, below the lines that stay, and takes them away', () => {
    const { written, screen } = screenOf(true);
    const lines: string[] = [];
    const board = createBoard(screen, (line) => lines.push(line));
    board.show('a', 0.5, 'upload');
    board.show('b', null, 'waits');
    board.done('a', 'added a\u001b[2J');
    board.close();
    expect(lines).toEqual(['added a\ufffd[2J']);
    expect(written.join('')).toMatch(/^█{10}░{10} {2}upload +a\n/);
    expect(written.at(-1)).toBe('\u001b[1A\u001b[0J');
  });

  it('elsewhere keeps to the lines', () => {
    const { written, screen } = screenOf(false);
    const lines: string[] = [];
    const board = createBoard(screen, (line) => lines.push(line));
    board.show('a', 0.5, 'upload');
    board.done('a', 'added a');
    board.close();
    expect([lines, written]).toEqual([['added a'], []]);
  });

  it('no bar is wider than the terminal', () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ noNaN: true }), fc.integer({ min: 2, max: 300 }), (name, share, columns) => {
        expect(barOf(name, share, 'upload', columns).length).toBeLessThan(columns);
      }),
    );
  });
});
