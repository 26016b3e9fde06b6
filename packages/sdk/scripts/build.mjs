// Makes `dist/`, the package as it is published: `npm publish packages/sdk/dist`. Here imports lead to the sources, so that nothing has
// to be built to work on them; npm knows no other `exports` for publishing, hence a manifest of its own.
import { spawnSync } from 'node:child_process';
import { copyFile, glob, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const here = join(import.meta.dirname, '..');
const root = join(here, '../..');
const dist = join(here, 'dist');

await rm(dist, { recursive: true, force: true });
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', join(here, 'tsconfig.build.json')], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

// The compiler turns `./x.ts` into `./x.js` in what runs, not in the declarations.
for await (const name of glob('**/*.d.ts', { cwd: dist })) {
  const path = join(dist, name);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/(\bfrom '\.[^']*)\.ts'/g, "$1.js'"));
}

const {
  private: _,
  scripts,
  devDependencies,
  exports,
  ...manifest
} = JSON.parse(await readFile(join(here, 'package.json'), 'utf8'));
const published = {
  ...manifest,
  types: './index.d.ts',
  exports: { '.': { types: './index.d.ts', default: './index.js' }, './package.json': './package.json' },
};
await writeFile(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
await copyFile(join(here, 'README.md'), join(dist, 'README.md'));
await copyFile(join(root, 'LICENSE'), join(dist, 'LICENSE'));
