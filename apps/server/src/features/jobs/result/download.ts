import { parse } from 'node:path';
import { ReadableStream } from 'node:stream/web';
import type { Principal } from '../../../access/principal.ts';
import type { Db } from '../../../platform/db/index.ts';
import { ApiError, notFound } from '../../../platform/errors.ts';
import type { Files } from '../../../platform/files.ts';
import { attachment } from '../../../platform/http/content-disposition.ts';
import * as jobs from '../store.ts';
import { readResult } from './file.ts';
import { FORMATS, type ResultFormat } from './formats.ts';
import { inPieces } from './pieces.ts';

export interface ResultDeps {
  db: Db;
  files: Files;
}

/**
 * What a conversion made, written while it is read from the disk.
 *
 * @throws ApiError `not_found` (no such job, or one that converts nothing), `result_not_ready`, `result_gone`
 */
export async function downloadResult(
  { db, files }: ResultDeps,
  principal: Principal,
  id: string,
  format: ResultFormat,
): Promise<Response> {
  const job = await jobs.findJob(db, principal, id);
  if (!job) throw notFound('job');
  if (job.kind !== 'conversion') throw notFound('result');
  if (job.status !== 'succeeded') throw new ApiError('result_not_ready', { status: job.status });
  const parts = job.result_file_id && (await readResult(files, principal.tenantId, job.result_file_id));
  if (!parts) throw new ApiError('result_gone', {});
  const { contentType, extension, render } = FORMATS[format];
  const body = inPieces(render(parts, { jobId: id, filename: job.name }));
  return new Response(ReadableStream.from(body), {
    headers: { 'content-type': contentType, 'content-disposition': attachment(parse(job.name).name, extension) },
  });
}

const TYPES: Record<string, ResultFormat> = {
  'text/markdown': 'markdown',
  'application/json': 'json',
  'application/x-ndjson': 'jsonl',
  'application/jsonl': 'jsonl',
  'text/plain': 'text',
};

/** The first format that an `Accept` header names; Markdown if it names none. */
export function formatOf(accept: string | undefined): ResultFormat {
  const types = (accept ?? '').split(',').map((range) => range.split(';')[0]?.trim().toLowerCase() ?? '');
  return types.map((type) => TYPES[type]).find((format) => format !== undefined) ?? 'markdown';
}
