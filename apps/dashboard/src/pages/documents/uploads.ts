import { useSyncExternalStore } from 'react';
import { ragkeep } from '../../session/session.ts';

/** Files that were dropped together: they go up in one request, and one job reads them. */
export interface Upload {
  id: string;
  projectId: string;
  files: readonly { name: string; size: number }[];
  /** 0…1 of the bytes. */
  sent: number;
  /** Set when all is up. */
  jobId: string | null;
  error: unknown;
}

/*
 * Kept outside the components, so that an upload goes on, and is still shown, when somebody looks at another page meanwhile.
 */
let uploads: readonly Upload[] = [];
let count = 0;
const nextId = () => `upload-${++count}`;
const listeners = new Set<() => void>();
const running = new Map<string, AbortController>();

function change(id: string, change: Partial<Upload>): void {
  set(uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));
}

function set(next: readonly Upload[]): void {
  uploads = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The uploads of a project that were not put away, newest first. */
export function useUploads(projectId: string): readonly Upload[] {
  return useSyncExternalStore(subscribe, () => uploads).filter((upload) => upload.projectId === projectId);
}

/** @param files as many as one request takes */
export async function startUpload(projectId: string, files: readonly File[]): Promise<void> {
  const id = nextId();
  const leaving = new AbortController();
  running.set(id, leaving);
  const named = files.map(({ name, size }) => ({ name, size }));
  set([{ id, projectId, files: named, sent: 0, jobId: null, error: null }, ...uploads]);
  try {
    const { job } = await ragkeep.ingest(
      projectId,
      { file: [...files] },
      {
        signal: leaving.signal,
        onUploadProgress: ({ sent, total }) => change(id, { sent: total ? sent / total : 0 }),
      },
    );
    change(id, { sent: 1, jobId: job.id });
  } catch (error) {
    if (!leaving.signal.aborted) change(id, { error });
  } finally {
    running.delete(id);
  }
}

/** Shows a job beside the uploads: of a page or a text, with nothing to send up. */
export function showJob(projectId: string, job: { id: string; name: string }): void {
  const files = [{ name: job.name, size: 0 }];
  set([{ id: nextId(), projectId, files, sent: 1, jobId: job.id, error: null }, ...uploads]);
}

/** Takes an upload off the list; one that is not up yet is stopped. */
export function putAway(id: string): void {
  running.get(id)?.abort();
  set(uploads.filter((upload) => upload.id !== id));
}
