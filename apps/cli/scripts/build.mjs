// Makes `dist/`, the command line alone, for who uses a server that somebody else runs. Publish it, or hand it on by `npm pack`.
// Its `bin` is in this manifest only, since in the clone `ragkeep` is the server's, which has these commands as well.
import { spawnSync } from 'node:child_process';
import { chmod, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const here = join(import.meta.dirname, '..');
const root = join(here, '../..');
const dist = join(here, 'dist');

/** Runs a program of Node, which has to end well. */
function run(...args) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

await rm(dist, { recursive: true, force: true });
run(join(root, 'packages/sdk/scripts/build.mjs'));
run(join(root, 'node_modules/typescript/bin/tsc'), '-p', join(here, 'tsconfig.build.json'));

const read = async (path) => JSON.parse(await readFile(join(root, path), 'utf8'));
const { private: _, scripts, exports, ...manifest } = await read('apps/cli/package.json');
const sdk = await read('packages/sdk/package.json');
const published = {
  ...manifest,
  bin: { ragkeep: 'main.js' },
  dependencies: { ...manifest.dependencies, '@ragkeep/sdk': sdk.version },
};
await writeFile(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
await chmod(join(dist, 'main.js'), 0o755);
await copyFile(join(root, 'LICENSE'), join(dist, 'LICENSE'));
