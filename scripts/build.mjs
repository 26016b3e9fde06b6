// Builds what browsers are served, the dashboard and the widget, where that has not been done yet for these very sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
/** What each is made from, besides its own folder. */
const APPS = { dashboard: ['packages/sdk/src/**/*.ts'], embed: [] };

for (const [app, further] of Object.entries(APPS)) {
  const folder = `apps/${app}`;
  const stamp = join(root, folder, 'dist', '.ragkeep-built');
  const wanted = digestOf([
    `${folder}/{src,public}/**/*`,
    `${folder}/*.{html,json,ts}`,
    'package-lock.json',
    ...further,
  ]);
  if (read(stamp) === wanted) continue;
  console.log(`Building the ${app === 'embed' ? 'chat widget' : app} …`);
  const { status } = spawnSync('vite', ['build', folder, '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
    // Whoever builds, as a test runner that sets another: what is built is what is served.
    env: { ...process.env, NODE_ENV: 'production' },
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(`\n${folder} could not be built; see the message above.`);
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, wanted);
}

function digestOf(patterns) {
  const hash = createHash('sha256');
  const files = globSync(patterns, { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(`${path.slice(root.length)}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
