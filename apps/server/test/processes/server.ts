import { openSync, readSync } from 'node:fs';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Clock } from '../../src/platform/clock.ts';

/**
 * One process of a deployment under test: what main.ts does, except that a file may say what time it is (Unix milliseconds, a double)
 * and that its parent may ask it to write its batches. It ends with its parent.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
const { CLOCK_FILE } = process.env;
const app = await createApp(readConfig(process.env), CLOCK_FILE === undefined ? {} : { clock: fileClock(CLOCK_FILE) });
const url = await app.http.listen({ host: '127.0.0.1', port: 0 });

process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
process.on('message', () => void app.flush().then(() => process.send?.({ flushed: true })));
process.send?.({ url });

function fileClock(path: string): Clock {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(8);
  return {
    now() {
      readSync(file, bytes, 0, bytes.length, 0);
      return new Date(bytes.readDoubleLE());
    },
  };
}
