import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const GIB = 1024 ** 3;
/** The encoder's graph, a database and its log just fit. */
const LEAST_FREE = 0.25 * GIB;
const LITTLE_FREE = 2 * GIB;

/** Whether `DATA_DIR` can be written, and is closed to others. */
export async function checkFolder({ dataDir, secret, databaseUrl }: Config): Promise<Finding[]> {
  const found = await stat(dataDir).catch(() => null);
  if (!found) {
    const parent = await nearestFolder(dirname(dataDir));
    return [
      (await isWritable(parent))
        ? ok('DATA_DIR', `${dataDir} is not there yet; the first start makes it`)
        : problem(
            'DATA_DIR',
            `${dataDir} is not there and cannot be made`,
            `Make it, owned by the server’s user: mkdir -m 700 ${dataDir}`,
          ),
    ];
  }
  if (!found.isDirectory()) return [problem('DATA_DIR', `${dataDir} is no folder`, 'Set DATA_DIR to a folder.')];
  if (!(await isWritable(dataDir))) {
    return [
      problem('DATA_DIR', `${dataDir} cannot be written`, `Give it to the server’s user: chown <user> ${dataDir}`),
    ];
  }
  return [
    isPrivate(found.mode)
      ? ok('DATA_DIR', `${dataDir} can be written, and by nobody else`)
      : warning('DATA_DIR', `others on this machine may look into ${dataDir}`, `chmod 700 ${dataDir}`),
    await checkSpace(dataDir),
    ...(secret === undefined ? [await checkSecret(dataDir, databaseUrl === undefined)] : []),
  ];
}

async function checkSecret(dataDir: string, embedded: boolean): Promise<Finding> {
  const path = join(dataDir, 'secret');
  const found = await stat(path).catch(() => null);
  if (found) {
    return isPrivate(found.mode)
      ? ok('Secret', `${path} can be read by its owner alone`)
      : problem('Secret', `others on this machine may read ${path}`, `chmod 600 ${path}`);
  }
  const hasData = embedded && (await stat(join(dataDir, 'postgres')).catch(() => null)) !== null;
  return hasData
    ? problem(
        'Secret',
        `there is a database but no ${path}`,
        'Restore the file from a backup: without it nothing that was sealed can be opened.',
      )
    : ok('Secret', 'the first start makes it');
}

async function checkSpace(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const text = `${(free / GIB).toFixed(1)} GiB free in ${dataDir}`;
  const advice = 'Make room: when the disk is full, nothing can be written any more.';
  if (free < LEAST_FREE) return problem('Disk', text, advice);
  return free < LITTLE_FREE ? warning('Disk', text, advice) : ok('Disk', text);
}

/** On Windows the mode says nothing. */
const isPrivate = (mode: number): boolean => process.platform === 'win32' || (mode & 0o077) === 0;

const isWritable = (path: string): Promise<boolean> =>
  access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );

async function nearestFolder(path: string): Promise<string> {
  const there = await stat(path).catch(() => null);
  return there || dirname(path) === path ? path : nearestFolder(dirname(path));
}
