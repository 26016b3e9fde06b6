import { parseArgs } from 'node:util';
import { generator } from '../lib/random.ts';
import { percentile, startServer, timed } from '../lib/server.ts';
import { tell } from '../lib/tell.ts';

/*
 * How long a question to a user's memory takes over HTTP, with many memories in one tenant:
 *
 *     node memory/speed.ts --memories 50000 --users 1
 *     node memory/speed.ts --memories 50000 --users 500
 *
 * Starts a server of its own, fills it, waits until all have vectors, and asks each user's index warm first.
 */
const { values } = parseArgs({
  options: {
    memories: { type: 'string', default: '50000' },
    users: { type: 'string', default: '1' },
    questions: { type: 'string', default: '500' },
    'encode-seconds': { type: 'string', default: '1800' },
  },
});
const total = Number(values.memories);
const users = Number(values.users);
const BATCH = 500;

const NAMES = 'Ada Ben Cleo Dan Eve Finn Gia Hugo Ida Jon'.split(' ');
const VERBS = 'bought painted visited repaired sold found lost cooked planted borrowed filmed photographed'.split(' ');
const THINGS = 'bicycle lamp garden boat recipe violin camera notebook jacket tent puzzle mirror kite piano map'.split(
  ' ',
);
const PLACES = 'Oslo Lima Kyoto Porto Quito Accra Turin Hanoi Galway Perth Tartu Leon'.split(' ');
const EXTRA =
  'morning evening teacher neighbour weather exam market river festival concert doctor holiday birthday train bakery'.split(
    ' ',
  );

const next = generator(7);
const pick = (words: readonly string[]) => words[Math.floor(next() * words.length)] ?? '';
const sentence = (n: number) =>
  `I ${pick(VERBS)} a ${pick(THINGS)} in ${pick(PLACES)} with my ${pick(EXTRA)} friend after the ${pick(EXTRA)}, number ${n}.`;
const question = () => `Who ${pick(VERBS)} the ${pick(THINGS)} in ${pick(PLACES)} after the ${pick(EXTRA)}?`;

const server = await startServer();
const userOf = (place: number) => `user-${place % users}`;
const each = Math.ceil(total / users);
let said = 0;
const filling = performance.now();
for (let user = 0; user < users; user++) {
  for (let from = 0; from < each; from += BATCH) {
    const messages = Array.from({ length: Math.min(BATCH, each - from) }, () => {
      const at = new Date(Date.UTC(2025, 0, 1) + said * 60_000).toISOString();
      return { role: 'user', name: pick(NAMES), content: sentence(said++), created_at: at };
    });
    await server.call('POST', '/memory', { user_id: userOf(user), messages });
  }
}
console.log(`${said} memories of ${users} users, told in ${Math.round((performance.now() - filling) / 1000)} s`);

interface Answer {
  memories: { scores: { semantic: number } }[];
}
const ask = (user: string, query: string) => server.call<Answer>('POST', '/memory/query', { user_id: user, query });
const started = performance.now();
const deadline = started + Number(values['encode-seconds']) * 1000;
const waiting = new Set(Array.from({ length: users }, (_, place) => userOf(place)));
while (waiting.size > 0 && performance.now() < deadline) {
  for (const user of [...waiting]) {
    const { memories } = await server.call<Answer>('POST', '/memory/query', {
      user_id: user,
      query: `number ${said - 1}`,
      top_k: 100,
      token_budget: 0,
    });
    if (memories.every(({ scores }) => scores.semantic !== 0)) waiting.delete(user);
    else break;
  }
  await new Promise((resolve) => setTimeout(resolve, 2000));
}
console.log(`encoded after ${Math.round((performance.now() - started) / 1000)} s; ${waiting.size} users still wait`);

await timed(users + 50, (place) => ask(userOf(place), question()));
const times = await timed(Number(values.questions), (place) => ask(userOf(place * 7), question()));
console.log(
  `query: p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`,
);
await tell({ p50: percentile(times, 0.5), p95: percentile(times, 0.95), memories: said, waiting: waiting.size });
console.log(await server.memory());
await server.stop();
