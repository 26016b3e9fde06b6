import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCommand } from '../src/command-line.ts';
import { compileCache } from './support/compile-cache.ts';

export const CLI = join(import.meta.dirname, '../src/cli.ts');

export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

/** Does what `ragkeep` with these words does, with `input` on its standard input, without the time that a process of its own takes to load. */
export async function ragkeep(env: Record<string, string>, args: readonly string[], input = ''): Promise<Said> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  const code = await runCommand([...args], { env, stdin: Readable.from([Buffer.from(input)]), stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  return { code, stdout: out, stderr: err };
}

/** Runs `ragkeep` in a process of its own, in a folder. */
export async function ragkeepProcess(
  env: Record<string, string>,
  args: readonly string[],
  { input = '', cwd = process.cwd() } = {},
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
