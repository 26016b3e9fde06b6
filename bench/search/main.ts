// Hybrid search of the same passages with the same vectors: ours over the embedded database, LanceDB and Orama, all in one
// process and in turns of twenty questions. The questions' vectors are made before. Then
// the smallest and the largest collection behind the whole server.
//
// usage: node bench/search/main.ts [--cache folder] [--sizes 1000,10000,20000,100000]
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Numbers, tell } from '../lib/tell.ts';
import { measureHttp } from './http.ts';
import { measureSearch } from './measure.ts';

const { values } = parseArgs({
  options: {
    cache: { type: 'string', default: join(tmpdir(), 'ragkeep-bench') },
    sizes: { type: 'string', default: '1000,10000,20000,100000' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const numbers: Numbers = {};
console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
for (const size of sizes) {
  console.log(`\n${size} passages, ms and shares of the ten best`);
  const figures = await measureSearch(values.cache, size);
  console.table(Object.fromEntries(figures.map(({ name, ...rest }) => [name, rest])));
  for (const [index, engine] of (['ours', 'lancedb', 'orama'] as const).entries()) {
    for (const [kind, value] of Object.entries(figures[index] ?? {})) {
      if (typeof value === 'number') numbers[`${engine} ${kind} ${size}`] = value;
    }
  }
}
const whole = new Set([sizes[0] ?? 0, ...sizes.slice(-2)]);
for (const size of whole) {
  const figures = await measureHttp(values.cache, size);
  console.log(`\n${size} passages, the whole server, ms`);
  console.table(figures);
  for (const [kind, value] of Object.entries(figures)) numbers[`http ${kind} ${size}`] = value;
}
await tell({ ...numbers, fewest: Math.min(...sizes), most: Math.max(...sizes) });
// LanceDB's threads would go on for some seconds.
process.exit();
