import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/*
 * How much of the evidence for a question is among the ten memories found, on the conversations of LoCoMo (Maharana et al., "Evaluating
 * Very Long-Term Conversational Memory of LLM Agents", 2024), over HTTP:
 *
 *     node memory/locomo.ts --url http://127.0.0.1:3000 --key "$KEY" --folder <folder with the conversations as JSON>
 *
 * One user a conversation. `--as content` puts the speaker into the text; `--undated` leaves out when it was said;
 * `--sessions` names each session as a conversation; `--captions` appends what shared photos show; `--wait 0` asks at once.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    key: { type: 'string', default: process.env.KEY ?? '' },
    folder: { type: 'string', default: '.' },
    as: { type: 'string', default: 'name' },
    undated: { type: 'boolean', default: false },
    sessions: { type: 'boolean', default: false },
    captions: { type: 'boolean', default: false },
    wait: { type: 'string', default: '600' },
    'top-k': { type: 'string', default: '10' },
  },
});

/** Adversarial questions, which have no answer. */
const ADVERSARIAL = 5;
const BATCH = 500;
const topK = Number(values['top-k']);

interface Turn {
  speaker: string;
  dia_id: string;
  text: string;
  blip_caption?: string;
}

interface Question {
  question: string;
  evidence?: string[];
  category: number;
}

async function call<T>(path: string, body: unknown): Promise<T> {
  const response = await fetch(`${values.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${values.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** "1:56 pm on 8 May, 2023" */
function timeOf(written: string): Date {
  const [, clock, day] = /^(.*) on (.*)$/.exec(written) ?? [];
  return new Date(`${day} ${clock} UTC`);
}

function messagesOf(conversation: Record<string, unknown>): { session: string; message: Record<string, unknown> }[] {
  const messages = [];
  for (let number = 1; Array.isArray(conversation[`session_${number}`]); number++) {
    const start = timeOf(String(conversation[`session_${number}_date_time`])).getTime();
    for (const [place, turn] of (conversation[`session_${number}`] as Turn[]).entries()) {
      const text = values.captions && turn.blip_caption ? `${turn.text} [photo: ${turn.blip_caption}]` : turn.text;
      const said =
        values.as === 'content' ? { content: `${turn.speaker}: ${text}` } : { content: text, name: turn.speaker };
      const at = values.undated ? {} : { created_at: new Date(start + place * 20_000).toISOString() };
      messages.push({ session: `session ${number}`, message: { role: 'user', id: turn.dia_id, ...said, ...at } });
    }
  }
  return messages;
}

async function remember(user: string, conversation: Record<string, unknown>): Promise<void> {
  const messages = messagesOf(conversation);
  const groups = values.sessions
    ? [...Map.groupBy(messages, ({ session }) => session)]
    : ([[undefined, messages]] as const);
  for (const [session, group] of groups) {
    for (let from = 0; from < group.length; from += BATCH) {
      const batch = group.slice(from, from + BATCH).map(({ message }) => message);
      await call('/memory', { user_id: user, ...(session ? { conversation_id: session } : {}), messages: batch });
    }
  }
}

const folder = values.folder;
const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
const run = Date.now().toString(36);
const conversations = [];
for (const file of files) {
  const conversation = JSON.parse(await readFile(join(folder, file), 'utf8')) as Record<string, unknown>;
  const user = `locomo-${run}-${file}`;
  const started = performance.now();
  await remember(user, conversation);
  console.log(`${file}: remembered in ${Math.round(performance.now() - started)} ms`);
  conversations.push({ user, conversation });
}
// Vectors are made behind the answers: wait until all that are found have a score by meaning.
const deadline = Date.now() + Number(values.wait) * 1000;
for (const { user, conversation } of conversations) {
  const last = messagesOf(conversation).at(-1)?.message.content;
  while (Date.now() < deadline) {
    const { memories } = await call<{ memories: { content: string; scores: { semantic: number } }[] }>(
      '/memory/query',
      {
        user_id: user,
        query: last,
        top_k: 100,
        token_budget: 0,
      },
    );
    if (memories.every(({ scores }) => scores.semantic !== 0)) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const recalls = new Map<number, number[]>();
const times: number[] = [];
let found = 0;
let wanted = 0;
for (const { user, conversation } of conversations) {
  const known = new Set(messagesOf(conversation).map(({ message }) => message.id));
  for (const { question, evidence = [], category } of conversation.qa as Question[]) {
    const turns = evidence.flatMap((text) => text.split(/[;,\s]+/)).filter((id) => known.has(id));
    if (category === ADVERSARIAL || turns.length === 0) continue;
    const started = performance.now();
    const { memories } = await call<{ memories: { sources: { id: string }[] }[] }>('/memory/query', {
      user_id: user,
      query: question,
      top_k: topK,
    });
    times.push(performance.now() - started);
    const ids = new Set(memories.flatMap(({ sources }) => sources.map(({ id }) => id)));
    const hits = turns.filter((id) => ids.has(id)).length;
    found += hits;
    wanted += turns.length;
    recalls.set(category, [...(recalls.get(category) ?? []), hits / turns.length]);
  }
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
for (const [category, values] of [...recalls].sort(([a], [b]) => a - b)) {
  console.log(`category ${category}: recall@${topK} ${mean(values).toFixed(3)} of ${values.length} questions`);
}
const all = [...recalls.values()].flat();
times.sort((a, b) => a - b);
console.log(
  `all: recall@${topK} ${mean(all).toFixed(4)} of ${all.length} questions; ${(found / wanted).toFixed(4)} of all evidence turns`,
);
console.log(
  `complete: ${(all.filter((one) => one === 1).length / all.length).toFixed(3)} of the questions have all of their evidence`,
);
console.log(
  `p50 ${times[times.length >> 1]?.toFixed(1)} ms, p95 ${times[Math.floor(times.length * 0.95)]?.toFixed(1)} ms`,
);
