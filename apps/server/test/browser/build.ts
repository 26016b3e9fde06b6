import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Once before all tests in a browser: what it is served is what the sources say. */
export default async function build(): Promise<void> {
  const root = join(import.meta.dirname, '../../../..');
  const node = join(root, 'node_modules/.bin');
  const env = { ...process.env, PATH: `${node}:${process.env.PATH ?? ''}` };
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, env });
}
