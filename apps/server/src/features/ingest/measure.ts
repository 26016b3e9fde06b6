import type { Db } from '../../platform/db/index.ts';
import type { Files } from '../../platform/files.ts';
import type { NewSource } from '../jobs/index.ts';
import type { Quotas } from '../plans/index.ts';
import { type FileRef, type Reader, UnreadableError } from './reader/index.ts';

export interface MeasureDeps {
  db: Db;
  files: Files;
  reader: Reader;
  quotas: Quotas;
}

/** Of a source that is a stored file, what the reading process needs. */
export function fileRef(
  files: Files,
  tenantId: string,
  source: { file_id?: string | null; filename?: string | null; content_type?: string | null },
): FileRef {
  return {
    path: files.path(tenantId, source.file_id ?? ''),
    ...(source.filename ? { filename: source.filename } : {}),
    ...(source.content_type ? { contentType: source.content_type } : {}),
  };
}

/**
 * Where the plan counts pages, files are measured before their job is made, so that pages that are not there are not promised.
 * One that cannot be measured reserves nothing: it will fail with its reason.
 */
export async function measured(deps: MeasureDeps, tenantId: string, sources: NewSource[]): Promise<NewSource[]> {
  if (!sources.some((source) => source.kind === 'file')) return sources;
  if (!(await deps.quotas.limitsPages(deps.db, tenantId))) return sources;
  return Promise.all(
    sources.map(async (source) => {
      if (source.kind !== 'file') return source;
      try {
        const { pages } = await deps.reader.measure(fileRef(deps.files, tenantId, source));
        return { ...source, pages_reserved: pages };
      } catch (error) {
        if (error instanceof UnreadableError) return source;
        throw error;
      }
    }),
  );
}
