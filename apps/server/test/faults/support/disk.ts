import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject, onTestFinished } from 'vitest';

const run = promisify(execFile);

/** A small disk of its own for a test. */
export interface Disk {
  /** Where everybody finds it. */
  path: string;
  /** Takes all room that is left. */
  fill(): void;
  free(): Promise<void>;
  /** As the kernel does when a disk fails: what is open for writing fails as well. For a disk of the kind `image`. */
  turnReadOnly(): Promise<void>;
  /** Mounts such a disk again. Nobody may use it. */
  mend(): Promise<void>;
  /** From now on, or no longer, for whoever opens a file: a folder mounted read-only. Nothing may be open for writing. */
  mountReadOnly(isReadOnly: boolean): Promise<void>;
}

/** Whether this machine lets a test mount disks: as root, in a mount namespace of its own. */
export function canMount(kind: 'memory' | 'image'): boolean {
  try {
    const script = kind === 'memory' ? 'mount -t tmpfs tmpfs /mnt' : 'losetup -f && command -v mkfs.ext4';
    execFileSync('unshare', ['-m', 'sh', '-c', script], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Mounts a disk that only one helper process has, reached through that process's view of the file system: when it ends, and it
 * ends with the test or with this process, nothing is left mounted.
 *
 * @param kind in memory, or ext4 on an image file, which can be made to fail
 */
export async function smallDisk(megabytes: number, kind: 'memory' | 'image' = 'memory'): Promise<Disk> {
  const folder = await mkdtemp(join(tmpdir(), 'faults-disk-'));
  const mount = join(folder, 'disk');
  const image = join(folder, 'image');
  const mounting =
    kind === 'memory'
      ? `mount -t tmpfs -o size=${megabytes}m tmpfs ${mount}`
      : `truncate -s ${megabytes}M ${image} && mkfs.ext4 -q -m 0 ${image} && mount -o loop ${image} ${mount}`;
  const holder = spawn('unshare', ['-m', 'sh', '-c', `mkdir ${mount} && ${mounting} && echo mounted && exec cat`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const path = `/proc/${holder.pid}/root${mount}`;
  onTestFinished(async () => {
    const gone = once(holder, 'exit');
    holder.stdin.end();
    await gone;
    await rm(folder, { recursive: true, force: true });
  });
  await symlink(inject('modelDir'), join(path, 'models'));

  const filler = join(path, 'filler');
  const inside = (command: string) => run('nsenter', ['-t', String(holder.pid), '-m', 'sh', '-c', command]);
  const remount = (options: string) => inside(`mount -o remount,${options} ${mount}`);
  return {
    path,
    fill() {
      const file = openSync(filler, 'w');
      for (const size of [1 << 20, 4096]) fillWith(file, Buffer.alloc(size));
      closeSync(file);
    },
    free: () => rm(filler),
    // What was not written out yet would be lost with the disk's journal, as in a power cut: that is another fault.
    turnReadOnly: async () => void (await inside(`sync -f ${mount} && mount -o remount,abort ${mount}`)),
    mend: async () => void (await inside(`umount ${mount} && mount -o loop ${image} ${mount}`)),
    mountReadOnly: async (isReadOnly) => void (await remount(isReadOnly ? 'ro' : 'rw')),
  };
}

function fillWith(file: number, piece: Buffer): void {
  try {
    for (;;) writeSync(file, piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
