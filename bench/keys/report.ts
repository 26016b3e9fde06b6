import type { Growth } from './growth.ts';
import { short } from './lib/numbers.ts';
import type { Overhead } from './overhead.ts';
import type { Comparison } from './peers.ts';

/** The targets that are set for these numbers: at most this overhead, at least these multiples, about this growth. */
const TARGETS = { overhead: 1.25, sqlite: 25, postgres: 50 };

export function reportOverhead(overhead: Overhead): void {
  console.log('\nCPU time of a request, ms');
  console.table({
    public: { ms: short(overhead.public) },
    'with a key': { ms: short(overhead.authenticated) },
    ratio: {
      ms: short(overhead.ratio),
      'lower quartile': short(overhead.lower),
      'upper quartile': short(overhead.upper),
    },
  });
  console.log(`target: at most ${TARGETS.overhead}`);
}

export function reportPeers(comparisons: Comparison[]): void {
  console.log('\nA verified request, beside better-auth with its keys in …');
  const rows = comparisons.flatMap(({ store, ...sides }) =>
    Object.entries(sides).map(([side, { cpuMs, perSecond, aloneMs }]) => [
      `${store}: ${side}`,
      { 'CPU ms': short(cpuMs), 'requests/s': short(perSecond), 'CPU ms beyond a public one': short(aloneMs) },
    ]),
  );
  console.table(Object.fromEntries(rows));
  const { sqlite, postgres } = TARGETS;
  console.log(
    `targets: a ratio of at least ${sqlite} with sqlite and ${postgres} with postgres; memory is for information`,
  );
}

export function reportGrowth({ steps, remembered, full }: Growth): void {
  console.log('\nFrom a key to its principal, µs, by the number of keys');
  const row = ({ cold, hit, few }: Growth['steps'][number]) => ({
    'looked up p50': short(cold.p50),
    'looked up p99': short(cold.p99),
    'remembered p50': short(hit.p50),
    'remembered p99': short(hit.p99),
    '÷ 1,000, looked up': short(cold.p50 / few.cold.p50),
    '÷ 1,000, remembered': short(hit.p50 / few.hit.p50),
  });
  console.table(Object.fromEntries(steps.map((step) => [step.keys, row(step)])));
  const { p50, p99 } = full.hit;
  console.log(`with ${full.keys} remembered: p50 ${short(p50)} µs, p99 ${short(p99)} µs`);
  console.log(`memory: ${Math.round(remembered.bytesPerKey)} bytes a remembered key, over ${remembered.keys}`);
}
