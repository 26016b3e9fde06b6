/*
 * Brings files in and asks about them, by the SDK:
 *
 *   KEY=rk_live_… node examples/sdk/main.ts
 *
 * It makes a project, uploads two files with progress, streams an answer, and takes the project away again. The key needs
 * `projects:write`, `ingest` and `query`.
 */
import assert from 'node:assert/strict';
import { Ragkeep, RagkeepError } from '@ragkeep/sdk';

const { URL: baseUrl = 'http://127.0.0.1:3000', KEY: apiKey = '' } = process.env;
const ragkeep = new Ragkeep({ baseUrl, apiKey });

const project = await ragkeep.createProject({ name: 'SDK example' });
try {
  const file = [
    new File(['The ferry leaves at seven in the morning from pier four.'], 'timetable.txt'),
    new File(['Ships longer than ninety metres must take a pilot.'], 'pilots.txt'),
  ];
  let sent = 0;
  const { job } = await ragkeep.ingest(
    project.slug,
    { file },
    { onUploadProgress: (progress) => (sent = progress.sent) },
  );
  assert(sent > 0);
  const ended = await ragkeep.jobEnded(job.id);
  assert.equal(ended.status, 'succeeded', ended.error?.message);

  const names: (string | null)[] = [];
  for await (const document of ragkeep.listDocuments(project.slug)) names.push(document.filename);
  assert.deepEqual(names.sort(), ['pilots.txt', 'timetable.txt']);

  let answer = '';
  const question = { message: 'When does the ferry leave?' };
  for await (const { event, data } of ragkeep.queryAgentStream(project.agent_id, question)) {
    if (event === 'token') answer += data.text;
    if (event === 'done') assert.equal(data.citations[0]?.document.title, 'timetable.txt');
  }
  assert.match(answer, /seven/);

  await assert.rejects(ragkeep.getProject('nowhere'), (error) => error instanceof RagkeepError && error.status === 404);
  process.stdout.write(`${answer}\n`);
} finally {
  await ragkeep.deleteProject(project.id);
}
