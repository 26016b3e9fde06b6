import { appendFileSync } from 'node:fs';

/** What the suite did, line by line in the file that `scripts/test-faults.mjs` adds up; nowhere without one. */
export type Entry = { fault: string; times: number } | { acknowledged: number; lost: number };

const file = process.env.FAULTS_LEDGER;

function write(entry: Entry): void {
  if (file) appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

/** Notes a fault that was brought about. */
export const injected = (fault: string, times = 1): void => write({ fault, times });

/** Notes how many writes were acknowledged, and how many of them were gone when they were looked for. */
export const accounted = (acknowledged: number, lost: number): void => write({ acknowledged, lost });
