import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in ticks of 10 ms for programs (`getconf CLK_TCK`). */
const MS_PER_TICK = 10;

/**
 * CPU time in ms of a local PostgreSQL: of the server process that owns this backend and all its children. Throws where there is
 * no /proc, or the server runs elsewhere.
 */
export function postgresCpuMs(backendPid: number): number {
  const { parent } = statOf(backendPid);
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  let ticks = 0;
  for (const pid of pids) {
    try {
      const stat = statOf(Number(pid));
      if (stat.parent === parent || Number(pid) === parent) ticks += stat.ticks;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ESRCH')
        throw error;
    }
  }
  return ticks * MS_PER_TICK;
}

/** See proc(5): after the name in brackets come state, parent and, at 14 and 15 of all fields, user and system time. */
function statOf(pid: number): { parent: number; ticks: number } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}
