// All measurements one after the other, each in a process of its own, as one table of docs/benchmarks.md.
//
// usage: node bench/main.ts [--quick] [--only search,keys] [--cache folder]
//
// --quick takes small sizes, to see that all runs, and leaves the page alone. The folder keeps what is slow to prepare
// (100,000 encoded passages) and the results, so that --only renews a part of the page.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Numbers } from './lib/tell.ts';
import { describeMachine, page, type Results, table } from './page.ts';
import { parts } from './parts.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(parts).join() },
    cache: { type: 'string', default: join(tmpdir(), 'ragkeep-bench') },
  },
});
await mkdir(values.cache, { recursive: true });
const kept = join(values.cache, values.quick ? 'results-quick.json' : 'results.json');
const results: Results = JSON.parse(await readFile(kept, 'utf8').catch(() => '{}'));

for (const name of values.only.split(',')) {
  const part = parts[name];
  if (!part) throw new Error(`there is no part ${name}; there are ${Object.keys(parts).join(', ')}`);
  console.log(`\n── ${part.title}: bench/${part.script} ${part.arguments(values).join(' ')}`);
  const started = performance.now();
  const numbers = await measure(part.script, part.arguments(values));
  results[name] = { machine: describeMachine(), numbers };
  await writeFile(kept, JSON.stringify(results, null, 2));
  console.log(`${Math.round((performance.now() - started) / 1000)} s`);
}
console.log(`\n${table(results)}`);
if (!values.quick) await writeFile(join(import.meta.dirname, '../docs/benchmarks.md'), page(results));

/** Runs a measurement and waits for the numbers it tells. Its own tables are printed as they come. */
async function measure(script: string, args: string[]): Promise<Numbers> {
  // LanceDB warns at each search of a change to come.
  const env = { ...process.env, LANCEDB_LOG: 'error' };
  const child = fork(join(import.meta.dirname, script), args, { env });
  let numbers: Numbers | undefined;
  child.on('message', (message) => {
    numbers = message as Numbers;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0 || !numbers)
    throw new Error(`${script} ended with ${code} and told ${numbers ? 'its' : 'no'} numbers`);
  return numbers;
}
