import { basename } from 'node:path';
import multipart from '@fastify/multipart';
import { routes } from '@ragkeep/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { issuesOf } from '../../access/validation.ts';
import { ApiError, invalid } from '../../platform/errors.ts';
import { type Files, FileTooLargeError } from '../../platform/files.ts';
import type { NewSource } from '../jobs/index.ts';

const MAX_FILES = 200;

export interface UploadLimits {
  maxFileBytes: number;
}

/** Lets the server take forms; files are never held whole in memory. */
export async function acceptForms(app: FastifyInstance, limits: UploadLimits): Promise<void> {
  await app.register(multipart, {
    throwFileSizeLimit: false, // counted while it is written, so that the error can name the limit
    limits: {
      fileSize: limits.maxFileBytes + 1,
      files: MAX_FILES,
      fields: 20,
      fieldSize: 200_000,
      parts: MAX_FILES + 20,
    },
  });
}

const fields = routes.ingest.multipart.omit({ file: true });

/**
 * Streams the files of a form to disk as they come.
 *
 * @returns one source a file, and `discard` to delete what was written when the request fails later
 */
export async function receiveFiles(
  request: FastifyRequest,
  tenantId: string,
  files: Files,
  limits: UploadLimits,
): Promise<{ sources: NewSource[]; discard(): Promise<void> }> {
  const stored: { id: string; filename: string; contentType: string }[] = [];
  const values: Record<string, string> = {};
  const discard = () =>
    files.delete(
      tenantId,
      stored.map((file) => file.id),
    );
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        const { id } = await files.write(tenantId, part.file, limits.maxFileBytes);
        stored.push({ id, filename: cleanName(part.filename), contentType: part.mimetype });
      } else {
        if (part.valueTruncated) throw invalid(part.fieldname, 'is too long');
        values[part.fieldname] = String(part.value);
      }
    }
    const facts = readFields(values);
    if (stored.length === 0) throw invalid('file', 'the form holds no file');
    if (stored.length > 1 && (facts.title !== undefined || facts.external_id !== undefined)) {
      throw invalid(facts.title !== undefined ? 'title' : 'external_id', 'is for a single file');
    }
    const sources = stored.map((file) => ({
      kind: 'file',
      label: facts.external_id ?? file.filename,
      file_id: file.id,
      filename: file.filename,
      content_type: file.contentType,
      title: facts.title ?? null,
      external_id: facts.external_id ?? null,
      metadata: JSON.stringify(facts.metadata),
    }));
    return { sources, discard };
  } catch (error) {
    await discard();
    throw toApiError(error, limits);
  }
}

function readFields(values: Record<string, string>) {
  const parsed = fields.safeParse(values);
  if (!parsed.success) throw new ApiError('invalid_request', { issues: issuesOf(parsed.error) });
  const { metadata: text = '{}', ...rest } = parsed.data;
  const metadata = metadataField.safeParse(text);
  if (!metadata.success) throw invalid('metadata', metadata.error.issues[0]?.message ?? 'is not valid');
  return { ...rest, metadata: metadata.data };
}

const metadataField = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON object' });
      return z.NEVER;
    }
  })
  .pipe(routes.createProject.body.shape.metadata);

/** The last part of the path that some clients send, without control characters. */
const cleanName = (filename: string): string =>
  basename(filename.replaceAll('\\', '/'))
    .replace(/\p{Cc}/gu, '')
    .slice(0, 255) || 'file';

function toApiError(error: unknown, limits: UploadLimits): unknown {
  if (error instanceof FileTooLargeError)
    return new ApiError('payload_too_large', { limit_bytes: limits.maxFileBytes });
  const { code } = error as { code?: string };
  switch (code) {
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
      return invalid('file', `at most ${MAX_FILES} files in one request`);
    case 'FST_FIELDS_LIMIT':
      return invalid('', 'the form has too many fields');
    case 'FST_PROTO_VIOLATION':
      return invalid('', 'the form has a forbidden field name');
    default:
      return error;
  }
}
