import { ConnectionError } from './errors.ts';
import type { Operations } from './generated/operations.ts';
import type { Job } from './generated/types.ts';
import type { CallOptions } from './options.ts';
import { pause } from './retry.ts';

export interface FollowOptions extends CallOptions {
  /** Told how the job stands: at once, and each time it changes. */
  onProgress?: (job: Job) => void;
}

/** A stream also ends when the server does, which then takes some seconds to come back. */
const PAUSE_SECONDS = 1;
/** In a row, without an event in between. */
const MOST_FAILURES = 30;

export async function jobEnded(
  client: Pick<Operations, 'streamJobEvents'>,
  id: string,
  { onProgress, ...options }: FollowOptions,
  wait = pause,
): Promise<Job> {
  for (let failures = 0; ; failures++) {
    try {
      for await (const { event, data } of client.streamJobEvents(id, options)) {
        failures = 0;
        onProgress?.(data);
        if (event === 'end') return data;
      }
    } catch (error) {
      if (!(error instanceof ConnectionError) || failures >= MOST_FAILURES) throw error;
    }
    if (failures >= MOST_FAILURES) throw new ConnectionError(`The events of the job ${id} end before it does`);
    await wait(PAUSE_SECONDS, options.signal);
  }
}
