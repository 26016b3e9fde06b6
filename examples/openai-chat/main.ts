/*
 * Asks documents by OpenAI's own client, of which only the address and the key are changed:
 *
 *   KEY=rk_live_… node examples/openai-chat/main.ts
 *
 * It makes a project, brings a text in, asks about it, and takes the project away again. The key needs `projects:write`,
 * `ingest`, `jobs:read` and `query`.
 */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import OpenAI from 'openai';

const { URL: server = 'http://127.0.0.1:3000', KEY: apiKey = '' } = process.env;

/** One call of the server's own API. */
async function call(method: string, path: string, body?: object) {
  const response = await fetch(`${server}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    body: body ? JSON.stringify(body) : null,
  });
  const text = await response.text();
  assert(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

const project = await call('POST', '/projects', { name: 'OpenAI example' });
try {
  const text = 'The ferry leaves at seven in the morning from pier four.';
  let { job } = await call('POST', `/projects/${project.id}/ingest`, { text, title: 'Timetable' });
  while (job.finished_at === null) {
    await setTimeout(50);
    job = await call('GET', `/jobs/${job.id}`);
  }

  const client = new OpenAI({ baseURL: `${server}/v1`, apiKey });
  const model = project.slug;
  const models: string[] = [];
  for await (const { id } of client.models.list()) models.push(id);
  assert(models.includes(model));

  const messages = [{ role: 'user' as const, content: 'When does the ferry leave?' }];
  const answer = await client.chat.completions.create({ model, messages });
  const { citations } = answer as unknown as { citations: { n: number; quote: string; document: { title: string } }[] };
  assert.match(answer.choices[0]?.message.content ?? '', /seven/);
  assert.equal(citations[0]?.document.title, 'Timetable');

  let streamed = '';
  for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
    streamed += chunk.choices[0]?.delta.content ?? '';
  }
  assert.match(streamed, /seven/);

  const { data } = await client.embeddings.create({ model, input: [text, 'When does the ferry leave?'] });
  const [passage = [], question = []] = data.map(({ embedding }) => embedding);
  const cosine = passage.reduce((sum, value, i) => sum + value * (question[i] ?? 0), 0);
  assert(cosine > 0.3, `the question is close to its answer (${cosine})`);

  const nobody = new OpenAI({ baseURL: `${server}/v1`, apiKey: 'wrong' });
  await assert.rejects(nobody.models.list(), OpenAI.AuthenticationError);
  process.stdout.write(`${streamed}\n${citations.map(({ n, quote }) => `[${n}] ${quote}`).join('\n')}\n`);
} finally {
  await call('DELETE', `/projects/${project.id}`);
}
