/** A JSON object as it crosses the wire. */
export type Json = Record<string, unknown>;

export interface UploadedFile {
  name: string;
  type: string;
  data: Uint8Array;
}

export interface Call {
  method: 'DELETE' | 'GET' | 'POST';
  /** Below `/api/v1`. */
  path: string;
  query?: Json;
  body?: Json;
  /** Makes the body a form, with these fields besides the file. */
  file?: UploadedFile;
}

/** What an operation works with: the node's parameters for one item, and the server. */
export interface Context {
  parameter<T>(name: string): T;
  /** Gives the answer, an empty object for 204, and throws on every error. */
  request(call: Call): Promise<Json>;
  /** The item's binary file in that field. */
  file(field: string): Promise<UploadedFile>;
  sleep(milliseconds: number): Promise<void>;
  failure(message: string, description: string): Error;
}

export type Operation = (context: Context) => Promise<Json | Json[]>;

/** What the node can do, by resource and operation. Nothing here knows n8n, so that it can be tested against a server alone. */
export const OPERATIONS: Record<string, Record<string, Operation>> = {
  document: {
    ingestUrl: (context) => ingest(context, { url: context.parameter('url') }),
    ingestText: (context) => ingest(context, { text: context.parameter('text') }),
    upload: async (context) => {
      const { metadata, ...facts } = factsOf(context);
      const fields = { ...facts, ...(metadata ? { metadata: JSON.stringify(metadata) } : {}) };
      return ingest(context, fields, await context.file(context.parameter('binaryField')));
    },
    getAll: (context) => list(context, { path: `${project(context)}/documents` }),
    delete: async (context) => {
      const id: string = context.parameter('documentId');
      await context.request({ method: 'DELETE', path: `${project(context)}/documents/${encodeURIComponent(id)}` });
      return { id, deleted: true };
    },
  },
  question: {
    ask: (context) => {
      const { filter, ...options } = context.parameter<Json>('options');
      return context.request({
        method: 'POST',
        path: `/agents/${encodeURIComponent(context.parameter('agentId'))}/query`,
        body: given({
          message: context.parameter('message'),
          ...given(options),
          filter: object(context, 'Filter', filter),
        }),
      });
    },
  },
  passage: {
    search: async (context) => {
      const { filter, mode } = context.parameter<Json>('options');
      const query = {
        query: context.parameter('query'),
        top_k: context.parameter('topK'),
        ...given({ mode, filter: object(context, 'Filter', filter) }),
      };
      const { results } = await context.request({ method: 'POST', path: `${project(context)}/search`, body: query });
      return results as Json[];
    },
  },
  job: {
    get: (context) => context.request({ method: 'GET', path: jobPath(context.parameter('jobId')) }),
    wait: (context) => untilDone(context, context.parameter('jobId'), context.parameter('timeout')),
  },
  memory: {
    add: async (context) => {
      const body = { user_id: context.parameter('userId'), text: context.parameter('text') };
      return (await context.request({ method: 'POST', path: '/memory', body })).memories as Json[];
    },
    query: (context) => {
      const body = {
        user_id: context.parameter('userId'),
        query: context.parameter('query'),
        top_k: context.parameter('topK'),
      };
      return context.request({ method: 'POST', path: '/memory/query', body });
    },
  },
  project: {
    getAll: (context) => list(context, { path: '/projects' }),
  },
};

/** Every entry of a list, page by page, or as many as wanted. */
export async function all({ request }: Pick<Context, 'request'>, path: string, limit = Infinity): Promise<Json[]> {
  const entries: Json[] = [];
  let cursor: unknown = null;
  do {
    const query = { limit: Math.min(200, limit - entries.length), ...(cursor === null ? {} : { cursor }) };
    const page = await request({ method: 'GET', path, query });
    entries.push(...(page.data as Json[]));
    cursor = page.next_cursor;
  } while (cursor !== null && entries.length < limit);
  return entries;
}

const list = (context: Context, { path }: { path: string }) =>
  all(context, path, context.parameter('returnAll') ? Infinity : context.parameter('limit'));

const project = (context: Context) => `/projects/${encodeURIComponent(context.parameter('projectId'))}`;
const jobPath = (id: string) => `/jobs/${encodeURIComponent(id)}`;

async function ingest(context: Context, content: Json, file?: UploadedFile): Promise<Json> {
  const body = file ? content : { ...content, ...factsOf(context) };
  const path = `${project(context)}/ingest`;
  const { job } = await context.request({ method: 'POST', path, body, ...(file ? { file } : {}) });
  const { waitUntilDone = true, timeout = 300 } = context.parameter<{ waitUntilDone?: boolean; timeout?: number }>(
    'options',
  );
  return waitUntilDone ? untilDone(context, (job as Json).id as string, timeout) : (job as Json);
}

/** What is said about a document besides its content. */
function factsOf(context: Context): Json {
  const { title, external_id, metadata } = context.parameter<Json>('options');
  return given({ title, external_id, metadata: object(context, 'Metadata', metadata) });
}

/** Asks at first often and then every ten seconds. Throws when the job fails, or is not done after that many seconds. */
async function untilDone(context: Context, id: string, timeout: number): Promise<Json> {
  let waited = 0;
  for (let pause = 0.5; ; pause = Math.min(pause * 1.5, 10)) {
    const job = await context.request({ method: 'GET', path: jobPath(id) });
    if (job.finished_at !== null) return succeeded(context, job);
    if (waited >= timeout) {
      throw context.failure(`The job is not done after ${timeout} seconds`, `It goes on. Follow it by its ID: ${id}`);
    }
    await context.sleep(pause * 1000);
    waited += pause;
  }
}

function succeeded(context: Context, job: Json): Json {
  if (job.status === 'succeeded') return job;
  const { message } = (job.error ?? {}) as { message?: string };
  const failures = (job.documents as { failures: { source: string; message: string }[] }).failures;
  const reasons = failures.map(({ source, message: reason }) => `${source}: ${reason}`).join('\n');
  throw context.failure(message ?? `The job was ${String(job.status)}`, reasons);
}

/** n8n hands over JSON fields as text or, from expressions, as objects. */
function object(context: Context, field: string, value: unknown): Json | undefined {
  if (value === undefined || value === '') return undefined;
  try {
    const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Json;
  } catch {
    // Told below.
  }
  throw context.failure(`“${field}” is not a JSON object`, 'Write it as {"name": "value"}');
}

/** Without what was left empty. */
const given = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
