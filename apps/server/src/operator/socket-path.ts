import { join } from 'node:path';

/** `sun_path` has 104 bytes on macOS and 108 on Linux, its closing zero included. */
const LONGEST_PATH_BYTES = 100;

/** Where the server on `dataDir` takes the operator's commands; null where it cannot. */
export function socketPath(dataDir: string): string | null {
  const path = join(dataDir, 'operator.sock');
  return process.platform === 'win32' || Buffer.byteLength(path) > LONGEST_PATH_BYTES ? null : path;
}
