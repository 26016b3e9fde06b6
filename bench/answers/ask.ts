import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from '../lib/server.ts';

/** What of an answer is judged. */
export interface Answer {
  answer: string;
  refused: boolean;
  question: string;
  conversation_id: string | null;
  citations: { document: { id: string } }[];
}

interface Job {
  id: string;
  status: string;
  documents: { failures: { source: string; message: string }[] };
}

/** A project with these documents in it, searchable by words and meaning, and an agent over it. */
export async function furnish(
  server: Server,
  body: FormData | { documents: { external_id: string; text: string }[] },
): Promise<{ project: string; agent: string; failures: Job['documents']['failures'] }> {
  const { id: project } = await server.call<{ id: string }>('POST', '/projects', { name: 'Answers' });
  const { job } = await server.call<{ job: Job }>('POST', `/projects/${project}/ingest`, body);
  let state = job;
  while (state.status === 'queued' || state.status === 'running') {
    await delay(250);
    state = await server.call<Job>('GET', `/jobs/${job.id}`);
  }
  if (state.status !== 'succeeded') throw new Error(`ingestion ${state.status}`);
  const { id: agent } = await server.call<{ id: string }>('POST', '/agents', { name: 'Answers', project_id: project });
  return { project, agent, failures: state.documents.failures };
}

/** For each document's id what it came from. */
export async function origins(server: Server, project: string): Promise<Map<string, string>> {
  type Page = { data: { id: string; filename: string | null; external_id: string | null }[] };
  const { data } = await server.call<Page>('GET', `/projects/${project}/documents?limit=100`);
  return new Map(data.map((document) => [document.id, document.external_id ?? document.filename ?? '']));
}

export const percent = (part: number, whole: number) => `${part}/${whole} (${((100 * part) / whole).toFixed(1)} %)`;
