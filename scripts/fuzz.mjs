// Tries inputs on everything that reads what strangers send, and prints those that are not handled as they should be.
//
// usage: npm run test:fuzz -- [--seconds 20] [--seed 1] [--target 'HTML']     seconds are for each target
import { parseArgs } from 'node:util';
import { fuzz, targetsNamed } from '../apps/server/test/fuzz/run.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    target: { type: 'string', default: '' },
  },
});
const seed = Number(values.seed);
const table = [];
let found = 0;
for (const target of targetsNamed(values.target)) {
  const { runs, finding } = await fuzz(target, { seconds: Number(values.seconds), seed });
  table.push({ target: target.name, inputs: runs, found: finding ? 1 : 0 });
  if (!finding) continue;
  found += 1;
  console.log(
    `\n${finding.target}: ${JSON.stringify(finding.text.slice(0, 500))}\nbase64 ${finding.base64.slice(0, 2000)}\n${finding.message}`,
  );
}
console.log(`\nSeed ${seed}`);
console.table(table);
process.exit(found === 0 ? 0 : 1);
