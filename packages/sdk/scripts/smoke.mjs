/**
 * What a client does in its first minute. Runs wherever the SDK does, so it uses nothing of one platform.
 *
 * @param sdk the module `@ragkeep/sdk`
 * @returns what was done, in words
 */
export async function smoke({ Ragkeep, RagkeepError, ConnectionError }, baseUrl, apiKey) {
  const ragkeep = new Ragkeep({ baseUrl, apiKey });
  const project = await ragkeep.createProject({ name: `Smoke ${Math.random()}` });

  const line = 'The ferry leaves at seven in the morning from pier four. ';
  const files = ['a', 'b', 'c'].map((name) => new Blob([`${name}: ${line.repeat(4_000)}`], { type: 'text/plain' }));
  let last = { sent: 0, total: null };
  const { job } = await ragkeep.ingest(project.slug, { file: files }, { onUploadProgress: (now) => (last = now) });
  check(last.sent === last.total && last.total > 600_000, `progress ends at ${JSON.stringify(last)}`);

  let told = 0;
  const ended = await ragkeep.jobEnded(job.id, { onProgress: () => told++ });
  check(ended.status === 'succeeded' && told > 0, `the job ended as ${ended.status}`);

  const documents = [];
  for await (const document of ragkeep.listDocuments(project.slug, { limit: 2 })) documents.push(document.id);
  check(documents.length === 3, `${documents.length} documents`);

  let answer = '';
  const question = { message: 'When does the ferry leave?' };
  for await (const { event, data } of ragkeep.queryAgentStream(project.agent_id, question)) {
    if (event === 'token') answer += data.text;
    if (event === 'done') check(data.citations.length > 0, 'no citations');
  }
  check(answer.includes('seven'), `the answer is ${answer}`);

  for await (const _ of ragkeep.queryAgentStream(project.agent_id, question)) break;

  const wrong = new Ragkeep({ baseUrl, apiKey: 'wrong' });
  check((await failure(wrong.getMe())) instanceof RagkeepError, 'a wrong key is no RagkeepError');
  const stopped = new AbortController();
  stopped.abort(new Error('enough'));
  check((await failure(ragkeep.getMe({ signal: stopped.signal }))).message === 'enough', 'not called off');
  const away = new Ragkeep({ baseUrl: 'http://127.0.0.1:9', retries: 0 });
  check((await failure(away.getMe())) instanceof ConnectionError, 'nobody there is no ConnectionError');

  await ragkeep.deleteProject(project.slug);
  return `upload ${last.total} B, ${told} job events, 2 pages, stream, errors`;
}

const failure = (promise) =>
  promise.then(
    () => null,
    (error) => error,
  );

function check(holds, what) {
  if (!holds) throw new Error(what);
}
