import type { Writable } from 'node:stream';
import { plain } from '../terminal/index.ts';

/** Shows how several things are getting on. */
export interface Board {
  /** @param share from 0 to 1; null where it is not known */
  show(name: string, share: number | null, what: string): void;
  /** It is over: its bar goes, the line stays. */
  done(name: string, line: string): void;
  /** Takes all bars away. */
  close(): void;
}

const BAR = 20;
const WHAT = 14;

/** `█████░░░░░  upload          notes/a.pdf`, in less than a line: one that wraps could not be painted over. */
export function barOf(name: string, share: number | null, what: string, columns: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share ?? 0)) * BAR);
  const start = `${'█'.repeat(full)}${'░'.repeat(BAR - full)}  ${what.padEnd(WHAT)}  `;
  const room = columns - 1 - start.length;
  // The end of a path says more than its beginning.
  const short = name.length > room ? `…${name.slice(name.length - room + 1)}` : name;
  return (start + plain(short)).slice(0, Math.max(1, columns - 1));
}

/**
 * On a terminal, a bar for each thing that is under way, below the lines of what is over; elsewhere the lines alone.
 *
 * @param say prints a line that stays
 */
export function createBoard(
  screen: Writable & { isTTY?: boolean; columns?: number },
  say: (line: string) => void,
): Board {
  const bars = new Map<string, string>();
  let painted = 0;
  const clear = () => {
    if (painted > 0) screen.write(`\u001b[${painted}A\u001b[0J`);
    painted = 0;
  };
  const paint = () => {
    if (!screen.isTTY) return;
    clear();
    for (const bar of bars.values()) screen.write(`${bar}\n`);
    painted = bars.size;
  };
  return {
    show(name, share, what) {
      const bar = barOf(name, share, what, screen.columns || 80);
      if (bars.get(name) === bar) return;
      bars.set(name, bar);
      paint();
    },
    done(name, line) {
      bars.delete(name);
      clear();
      say(plain(line));
      paint();
    },
    close() {
      bars.clear();
      clear();
    },
  };
}
