import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

const CALL = /\blog\??\.(info|warn|error|fatal)\(/g;
/** The last text among the arguments, in whatever quotes; messages hold no values. */
const MESSAGE = /(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"),?\s*$/;

/** What stands between the bracket that begins here and its end. */
function argumentsAt(source: string, begin: number): string {
  let depth = 1;
  let end = begin;
  for (; depth > 0 && end < source.length; end++) {
    if (source[end] === '(') depth += 1;
    else if (source[end] === ')') depth -= 1;
  }
  return source.slice(begin, end - 1);
}

it('every message that the server logs is in the log reference, and none that it does not', async () => {
  const said = new Map<string, string>();
  for await (const file of glob('apps/server/src/**/*.ts', {
    cwd: root,
    exclude: ['**/*.test.ts', '**/*.testing.ts'],
  })) {
    const source = await readFile(join(root, file), 'utf8');
    for (const call of source.matchAll(CALL)) {
      const given = argumentsAt(source, call.index + call[0].length);
      const [, single, double] = MESSAGE.exec(given) ?? [];
      const message = single ?? double;
      expect(message, `${file}: ${given}`).toBeDefined();
      if (message !== undefined) said.set(`${call[1]} ${message}`, file);
    }
  }
  expect(said.size).toBeGreaterThan(40);
  const page = await readFile(join(root, 'docs/operations/logs.md'), 'utf8');
  const listed = [...page.matchAll(/^\| (info|warn|error|fatal) \| “(.+?)” \|/gm)].map(
    ([, level, text]) => `${level} ${text}`,
  );
  expect(listed.sort()).toEqual([...said.keys()].sort());
});
