import { tinyPdf } from '../tiny-pdf.ts';
import { type Answer, type Call, insist } from './client.ts';
import type { Entry, Found, Ledger } from './ledger.ts';
import type { Random } from './random.ts';

export interface LoadDeps {
  call: Call;
  ledger: Ledger;
  random: Random;
  /** Names of this client's things begin with it. */
  name: string;
  project: string;
  agent: string;
}

interface Key {
  entry: Entry;
  id: string;
  raw: string;
}

const WORDS = 'harbour lamp keeper tide fog horn ledger rope anchor signal watch supper stair wind glass chart'.split(
  ' ',
);
/** What one client keeps of each kind: the load is to be steady, not the data to grow without end. */
const KEPT = 40;

const outcome = ({ status }: Answer): boolean | null => (status === 0 || status >= 500 ? null : status < 300);

/** One client: makes one request after the other, chosen at random, and writes down what was acknowledged. */
export function clientLoad({ call, ledger, random, name, project, agent }: LoadDeps): () => Promise<void> {
  const documents: { entry: Entry; id: string }[] = [];
  const keys: Key[] = [];
  const memories: { entry: Entry; id: string }[] = [];
  let n = 0;
  const prose = (words: number) => Array.from({ length: words }, () => random.pick(WORDS)).join(' ');
  const isFound = async (path: string, key?: string) =>
    (await insist(() => call('GET', path, undefined, key))).status === 200;

  /** Its job need not have ended, so it is looked up by its own name, and known by its id from then on. */
  const documentThere = (query: string, job: string, known: { id: string }) => async (): Promise<Found> => {
    const { body } = await insist(() => call('GET', `/projects/${project}/documents?${query}`));
    known.id = body?.data?.[0]?.id ?? known.id;
    if (body?.data?.length > 0) return true;
    const ended = (await insist(() => call('GET', `/jobs/${job}`))).body?.documents;
    return ended?.failed === 1 && ended.failures[0]?.message !== '' ? 'failed' : false;
  };

  async function ingestText(): Promise<void> {
    const external_id = `${name}-text-${n++}`;
    const text = `# ${external_id}\n\n${prose(60 + random.below(400))}`;
    const { status, body } = await call('POST', `/projects/${project}/ingest`, { external_id, text });
    if (status !== 202) return;
    const known = { id: '' };
    const entry = ledger.made('text', documentThere(`external_id=${external_id}`, body.job.id, known));
    documents.push(Object.assign(known, { entry }));
  }

  async function upload(): Promise<void> {
    const isPdf = random.below(2) === 0;
    const filename = `${name}-file-${n++}.${isPdf ? 'pdf' : 'txt'}`;
    const bytes = isPdf ? tinyPdf([`${filename} ${prose(30)}`, prose(30)]) : new TextEncoder().encode(prose(500));
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), filename);
    const { status, body } = await call('POST', `/projects/${project}/ingest`, form);
    if (status !== 202) return;
    const known = { id: '' };
    const entry = ledger.made(isPdf ? 'PDF' : 'file', documentThere(`contains=${filename}`, body.job.id, known));
    documents.push(Object.assign(known, { entry }));
  }

  async function deleteDocument(): Promise<void> {
    const at = random.below(documents.length);
    const document = documents[at];
    if (!document || (await document.entry.isThere()) !== true) return; // its job is still to come
    documents.splice(at, 1);
    ledger.ended(document.entry, outcome(await call('DELETE', `/projects/${project}/documents/${document.id}`)));
  }

  async function makeKey(): Promise<void> {
    const { status, body } = await call('POST', '/api-keys', { name: `${name}-key-${n++}` });
    if (status !== 201) return;
    keys.push({ entry: ledger.made('key', () => isFound('/auth/me', body.raw_key)), id: body.id, raw: body.raw_key });
  }

  async function revokeKey(): Promise<void> {
    const [key] = keys.splice(random.below(keys.length), 1);
    if (key) ledger.ended(key.entry, outcome(await call('DELETE', `/api-keys/${key.id}`)));
  }

  async function rotateKey(): Promise<void> {
    const [key] = keys.splice(random.below(keys.length), 1);
    if (!key) return;
    const answer = await call('POST', `/api-keys/${key.id}/rotate`, {});
    ledger.ended(key.entry, outcome(answer));
    if (answer.status !== 201) return;
    const raw = answer.body.raw_key;
    keys.push({ entry: ledger.made('rotated key', () => isFound('/auth/me', raw)), id: key.id, raw });
  }

  async function remember(): Promise<void> {
    const text = `${name} note ${n++}: ${prose(12)}`;
    const { status, body } = await call('POST', '/memory', { user_id: name, text });
    if (status !== 201) return;
    for (const { id } of body.memories) {
      memories.push({ entry: ledger.made('memory', () => isFound(`/memory/${id}`)), id });
    }
  }

  async function forget(): Promise<void> {
    const [memory] = memories.splice(random.below(memories.length), 1);
    if (memory) ledger.ended(memory.entry, outcome(await call('DELETE', `/memory/${memory.id}`)));
  }

  async function ask(): Promise<void> {
    const { status, body } = await call('POST', `/agents/${agent}/query`, {
      message: `Where is the ${random.pick(WORDS)}?`,
    });
    const id = body?.conversation_id;
    if (status === 200 && id) ledger.made('conversation', () => isFound(`/conversations/${id}`));
  }

  const search = async () => {
    await call('POST', `/projects/${project}/search`, { query: `${random.pick(WORDS)} ${random.pick(WORDS)}` });
  };
  const recall = async () => {
    await call('POST', '/memory/query', { user_id: name, query: random.pick(WORDS) });
  };
  const list = async () => {
    await call('GET', '/api-keys?limit=50');
  };

  const acts: [weight: number, act: () => Promise<void>][] = [
    [6, ingestText],
    [3, upload],
    [3, () => (documents.length > KEPT / 4 ? deleteDocument() : search())],
    [3, () => (keys.length < KEPT ? makeKey() : revokeKey())],
    [2, revokeKey],
    [2, rotateKey],
    [3, remember],
    [2, () => (memories.length > KEPT / 4 ? forget() : recall())],
    [2, ask],
    [8, search],
    [3, recall],
    [2, list],
  ];
  const wheel = acts.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));
  return async () => random.pick(wheel)?.();
}
