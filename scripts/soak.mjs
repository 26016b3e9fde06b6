// Mixed load on a real server that is killed and stopped at random, and a look afterwards whether it kept its word.
//
// usage: npm run test:soak -- [--minutes 10] [--seed 1] [--database embedded|wire] [--clients 6]
import { parseArgs } from 'node:util';
import { soak } from '../apps/server/test/soak/run.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'embedded' },
    clients: { type: 'string', default: '6' },
  },
});
if (!['embedded', 'wire'].includes(values.database)) throw new Error('--database is embedded or wire');

const { summary, broken, memory, statuses, passed } = await soak({
  minutes: Number(values.minutes),
  seed: Number(values.seed),
  database: values.database,
  clients: Number(values.clients),
});
console.log('\nResident memory in MB, one second after each start, and under load when nothing is killed any more');
console.table(memory);
console.log('Answers by status; 0 is none');
console.table(Object.fromEntries(statuses));
console.table(summary);
for (const { kind, how } of broken.slice(0, 20)) console.log(`${how}: ${kind}`);
console.log(passed ? 'Everything acknowledged is there, and memory is flat.' : 'NOT as it must be.');
process.exit(passed ? 0 : 1);
