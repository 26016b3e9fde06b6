import { cpus, totalmem } from 'node:os';
import type { Numbers } from './lib/tell.ts';
import { named } from './lib/versions.ts';
import { type Figure, type Part, parts } from './parts.ts';

/** What was measured last, by part. */
export type Results = Record<string, { machine: string; numbers: Numbers }>;

export const describeMachine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;

const PEERS = ['@lancedb/lancedb', '@orama/orama', 'better-auth', 'better-sqlite3', 'pdfjs-dist'] as const;

const measured = (results: Results): [Part, Results[string]][] =>
  Object.entries(parts).flatMap(([name, part]) => (results[name] ? [[part, results[name]]] : []));

/** Every figure with its target and whether it is met, in Markdown. */
export function table(results: Results): string {
  const rows = measured(results).flatMap(([part, { numbers }]) =>
    part
      .figures(numbers)
      .map((figure) => `| ${figure.what} | ${shown(figure)} | ${wanted(figure)} | ${verdict(figure)} |`),
  );
  return ['| | measured | target | |', '| - | - | - | - |', ...rows].join('\n');
}

/** The page `docs/benchmarks.md`. */
export function page(results: Results): string {
  const machines = [...new Set(Object.values(results).map(({ machine }) => machine))];
  const how = measured(results).map(
    ([part, { numbers }]) => `## ${part.title}\n\n${part.how}\n${why(part.figures(numbers), part)}`,
  );
  return `# Benchmarks

Made by \`npm run all --prefix bench\`. Do not edit: change \`bench/parts.ts\`, and run it again. The date is that of its commit.

On ${machines.join('; ')}, beside ${PEERS.map(named).join(', ')}. Absolute times differ between machines and hours; the ratios are
of things measured in turns within one run. What else was measured, and how good answers are, stands in [Measurements](measurements.md).

${table(results)}

${how.join('\n')}`;
}

/** What is known about the figures that miss their target. */
function why(figures: Figure[], part: Part): string {
  const missed = figures.filter((figure) => verdict(figure) === 'missed');
  return missed.length > 0 && part.whenMissed ? `\n**What is missed.** ${part.whenMissed}\n` : '';
}

const shown = ({ value, unit }: Figure) =>
  Number.isFinite(value) ? `${Number(value.toPrecision(3))}${unit === '×' ? '' : ' '}${unit}`.trim() : 'not measured';

function wanted({ target, unit }: Figure): string {
  if (!target) return '';
  return 'atMost' in target ? `≤ ${target.atMost} ${unit}` : `≥ ${target.atLeast} ${unit}`;
}

function verdict({ target, value }: Figure): string {
  if (!target || !Number.isFinite(value)) return '';
  return ('atMost' in target ? value <= target.atMost : value >= target.atLeast) ? 'met' : 'missed';
}
