import { readFile } from 'node:fs/promises';

/** What a client must be able to do here: that of the tests is one. */
export interface Speaker {
  get(path: string): Promise<{ status: number; body: Body; text: string }>;
  post(path: string, body?: unknown): Promise<{ status: number; body: Body; text: string }>;
  patch(path: string, body?: unknown): Promise<{ status: number; body: Body }>;
  settled(jobId: string): Promise<unknown>;
}
// biome-ignore lint/suspicious/noExplicitAny: bodies of answers, as the tests' client has them
type Body = any;

/** Ids of what a tenant was furnished with. */
export interface Furnished {
  project: string;
  agent: string;
  document: string;
  conversation: string;
  conversion: string;
  key: string;
}

const PDF = new URL('../../../../examples/harbour.pdf', import.meta.url);
const QUESTION = 'Which ships must take a pilot?';

/** Gives a new tenant one of everything that is kept in its own way: text with vectors, files, sealed values, memory, conversations. */
export async function furnish(owner: Speaker): Promise<Furnished> {
  await owner.patch('/tenant', { recoverable_keys: true });
  const key = (await owner.post('/api-keys', { name: 'Shown', recoverable: true })).body.id;
  const { id: project, agent_id: agent } = (await owner.post('/projects', { name: 'Harbour' })).body;
  const hosts = ['wiki.example'];
  await owner.post('/credentials', { kind: 'bearer', name: 'Wiki', hosts, token: 'a-token-of-the-wiki' });
  const ingested = await owner.post(`/projects/${project}/ingest`, await pdf());
  const conversion = (await owner.post('/jobs', await pdf())).body.id;
  const said = { role: 'user', content: 'Where is the office?\n“Pier four”, or \\ five?' };
  const conversation = (await owner.post('/conversations', { title: 'Office', messages: [said] })).body.id;
  await owner.post('/memory', { user_id: 'mel', facts: ['Mel lives in Oslo.', 'Mel sails a ketch.'] });
  await owner.settled(ingested.body.job.id);
  await owner.settled(conversion);
  const document = (await owner.get(`/projects/${project}/documents`)).body.data[0].id;
  return { project, agent, document, conversation, conversion, key };
}

async function pdf(): Promise<FormData> {
  const form = new FormData();
  form.append('file', new Blob([await readFile(PDF)], { type: 'application/pdf' }), 'harbour.pdf');
  return form;
}

/** What the server answers about all that. Two that have the same data answer the same. */
export async function observe(owner: Speaker, of: Furnished): Promise<Record<string, unknown>> {
  const search = async (mode: string) =>
    (await owner.post(`/projects/${of.project}/search`, { query: QUESTION, mode })).body.results;
  const { answer, citations } = (await owner.post(`/agents/${of.agent}/query`, { message: QUESTION })).body;
  const { memories } = (await owner.post('/memory/query', { user_id: 'mel', query: 'Where does Mel live?' })).body;
  return {
    lexical: await search('lexical'),
    semantic: await search('semantic'),
    hybrid: await search('hybrid'),
    answer,
    citations,
    memories: memories.map(({ content, created_at }: Record<string, unknown>) => ({ content, created_at })),
    chunks: (await owner.get(`/projects/${of.project}/documents/${of.document}/chunks`)).body.data,
    content: (await owner.get(`/projects/${of.project}/documents/${of.document}/content`)).text,
    messages: (await owner.get(`/conversations/${of.conversation}/messages`)).body.data,
    converted: (await owner.get(`/jobs/${of.conversion}/result`)).text,
    revealed: (await owner.post(`/api-keys/${of.key}/reveal`)).status,
    audit: (await owner.get('/audit-events/verify')).body.intact,
    keys: (await owner.get('/api-keys')).body.data.map(({ id, key_prefix }: Record<string, unknown>) => [
      id,
      key_prefix,
    ]),
  };
}
