// Installs what the lock file names, if that has not been done yet for this very lock file, and has built what browsers are served.
// Runs on whatever Node npm came with; everything after it runs on the Node that is installed here.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.ragkeep-installed');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform} ${process.arch}`)
  .digest('hex');

if (read(stamp) !== wanted) {
  console.log('Installing dependencies (about a minute, only this once) …');
  // Not `npm ci`: a lock file made on one platform may lack the optional binaries of another, which `ci` takes for an error.
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    // onnxruntime-node's install step would fetch CUDA libraries; the CPU build it ships is what we use. Newer npm does not run
    // the step at all (allowScripts in package.json).
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      '\nThe dependencies could not be installed. See npm’s message above; then run the same command again.',
    );
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, wanted);
}

// By name, since a shell that started before the installation goes on with the Node that it found first.
const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const built = spawnSync(node, [join(root, 'scripts', 'build.mjs')], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (built.status !== 0) process.exit(built.status ?? 1);

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
