// Extractive answers over HTTP on a folder of files of many kinds: answered with the right document cited, and refused
// where the files are silent. Questions: sources-questions.ts, of which every other one was tuned on; with `guides` those of
// guides-questions.ts on docs/guides, which none was.
//
// usage: node bench/answers/sources.ts <folder> | guides
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { percentile, startServer } from '../lib/server.ts';
import { type Answer, furnish, origins, percent } from './ask.ts';
import * as guides from './guides-questions.ts';
import * as sources from './sources-questions.ts';

const [what] = process.argv.slice(2);
if (!what) throw new Error('usage: node bench/answers/sources.ts <folder> | guides');
const folder = what === 'guides' ? join(import.meta.dirname, '../../docs/guides') : what;
const { ANSWERED, UNANSWERED } = what === 'guides' ? guides : sources;

const form = new FormData();
for (const name of (await readdir(folder)).sort())
  form.append('file', new Blob([await readFile(join(folder, name))]), name);
const server = await startServer();
const { project, agent, failures } = await furnish(server, form);
for (const failure of failures) console.log(`not read: ${failure.source}: ${failure.message}`);
const files = await origins(server, project);

const times: number[] = [];
async function ask(message: string): Promise<Answer> {
  const started = performance.now();
  const answer = await server.call<Answer>('POST', `/agents/${agent}/query`, { message, store: false });
  times.push(performance.now() - started);
  return answer;
}

const perFile: Record<string, { asked: number; 'right document': number; 'right words': number }> = {};
const halves = [0, 1].map(() => ({ asked: 0, document: 0, words: 0, silent: 0, refused: 0 }));
for (const [index, [question, file, holds]] of ANSWERED.entries()) {
  const { answer, citations } = await ask(question);
  const cited = citations.map(({ document }) => files.get(document.id));
  const right = file.split('|').some((one) => cited.includes(one));
  const said = right && holds.test(answer);
  if (!said)
    console.log(`${right ? '~' : '-'} ${question}\n    ${answer.slice(0, 150).replaceAll('\n', ' ')} (${cited})`);
  const row = perFile[file] ?? { asked: 0, 'right document': 0, 'right words': 0 };
  perFile[file] = row;
  row.asked += 1;
  row['right document'] += Number(right);
  row['right words'] += Number(said);
  const half = halves[index % 2];
  if (half)
    Object.assign(half, {
      asked: half.asked + 1,
      document: half.document + Number(right),
      words: half.words + Number(said),
    });
}
for (const [index, question] of UNANSWERED.entries()) {
  const { answer, refused } = await ask(question);
  if (!refused) console.log(`! ${question}\n    ${answer.slice(0, 150).replaceAll('\n', ' ')}`);
  const half = halves[index % 2];
  if (half) Object.assign(half, { silent: half.silent + 1, refused: half.refused + Number(refused) });
}
await server.stop();

console.table(perFile);
const sum = (key: keyof (typeof halves)[number]) => halves.reduce((total, half) => total + half[key], 0);
console.log(
  `answered with the right document: ${percent(sum('document'), sum('asked'))}; and the right words: ${percent(sum('words'), sum('asked'))}`,
);
console.log(`refused where the files are silent: ${percent(sum('refused'), sum('silent'))}`);
for (const [index, half] of what === 'guides' ? [] : halves.entries()) {
  console.log(
    `  ${index === 0 ? 'tuned on' : 'the others'}: ${percent(half.document, half.asked)} answered, ${percent(half.refused, half.silent)} refused`,
  );
}
console.log(`a question: p50 ${percentile(times, 0.5).toFixed(0)} ms, p95 ${percentile(times, 0.95).toFixed(0)} ms`);
