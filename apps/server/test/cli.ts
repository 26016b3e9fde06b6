import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { compileCache } from './support/compile-cache.ts';

export const CLI = join(import.meta.dirname, '../src/cli.ts');

export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `ragkeep` in a process of its own, with `input` on its standard input, in a folder. */
export async function ragkeep(
  env: Record<string, string>,
  args: readonly string[],
  input = '',
  cwd = process.cwd(),
): Promise<Said> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { NODE_COMPILE_CACHE: compileCache(), ...env },
    stdio: 'pipe',
    cwd,
  });
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: Number(code), stdout, stderr };
}
