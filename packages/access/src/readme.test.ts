import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { deriveKey } from './derived-keys.ts';

const run = promisify(execFile);
const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code);

const KEY = `rk_live_${'0'.repeat(26)}2XBSPe`;
const EXPIRES = 1_893_456_000;

test('the README has the examples that are run here', () => {
  expect(blocks('ts')).toHaveLength(3);
  expect(blocks('sh')).toHaveLength(1);
});

test.each(blocks('ts'))('TypeScript example %# runs', async (example) => {
  expect(example).toContain('assert');
  await run(process.execPath, ['--input-type=module-typescript', '--eval', example], {
    cwd: new URL('..', import.meta.url),
  });
});

const openssl = await run('openssl', ['version']).catch(() => null);

test.skipIf(openssl === null)('the shell example makes the same derived key as deriveKey', async () => {
  const [script = ''] = blocks('sh');
  const env = { ...process.env, KEY, EXPIRES: String(EXPIRES) };
  const { stdout } = await run('sh', ['-euc', script], { env });
  const token = await deriveKey(KEY, {
    expiresAt: new Date(EXPIRES * 1000),
    scopes: ['query'],
    filter: { team: 'sales' },
    subject: 'user-7',
  });
  expect(stdout).toBe(`${token}\n`);
});
