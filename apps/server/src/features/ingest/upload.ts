import { basename } from 'node:path';
import multipart from '@fastify/multipart';
import { routes } from '@ragkeep/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { issuesOf } from '../../access/validation.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, invalid } from '../../platform/errors.ts';
import { type Files, FileTooLargeError } from '../../platform/files.ts';
import type { NewSource } from '../jobs/index.ts';
import type { Quotas } from '../plans/index.ts';

/** In one request; more go in several, or in an archive. */
export const MAX_FILES = 200;

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

/** A file of a form, on the disk by now. */
export interface StoredUpload {
  id: string;
  filename: string;
  contentType: string;
  bytes: number;
  sha256: Buffer;
}

export interface Form<Fields> {
  files: StoredUpload[];
  fields: Fields;
  /** Deletes what was written, when the request fails later. */
  discard(): Promise<void>;
}

/** How large one file may be, and what is said of a larger one. */
export interface FileLimit {
  bytes: number;
  error(): ApiError;
}

/** Room in a form beside a single file: names, other fields, boundaries. */
const FORM_OVERHEAD_BYTES = 1024 * 1024;

/**
 * Streams the files of a form to disk as they come; nothing stays there when the form is refused.
 *
 * @param schema of the form's other fields; `metadata` among them is JSON text
 */
async function receiveForm<S extends z.ZodObject>(
  request: FastifyRequest,
  options: { tenantId: string; files: Files; limit: FileLimit; maxFiles: number; schema: S },
): Promise<Form<FieldsOf<S>>> {
  const { tenantId, files, limit, maxFiles } = options;
  if (maxFiles === 1 && Number(request.headers['content-length'] ?? 0) > limit.bytes + FORM_OVERHEAD_BYTES) {
    throw limit.error();
  }
  const stored: StoredUpload[] = [];
  const values: Record<string, string> = {};
  const discard = () =>
    files.delete(
      tenantId,
      stored.map((file) => file.id),
    );
  try {
    for await (const part of request.parts({ limits: { files: maxFiles, fileSize: limit.bytes + 1 } })) {
      if (part.type === 'file') {
        const { filename, mimetype } = part;
        const written = await files.write(tenantId, part.file, limit.bytes);
        stored.push({ ...written, filename: cleanName(filename), contentType: mimetype });
      } else {
        if (part.valueTruncated) throw invalid(part.fieldname, 'is too long');
        values[part.fieldname] = String(part.value);
      }
    }
    const fields = readFields(options.schema, values);
    if (stored.length === 0) throw invalid('file', 'the form holds no file');
    return { files: stored, fields, discard };
  } catch (error) {
    await discard();
    throw toApiError(error, options);
  }
}

export type FieldsOf<S extends z.ZodObject> = Omit<z.output<S>, 'metadata'> & {
  metadata: z.output<typeof metadataField>;
};

/**
 * Takes a form's files within what the tenant's plan allows, and makes a job of them; they stay stored only if it is made.
 *
 * @param make the job's id
 */
export async function withForm<S extends z.ZodObject>(
  { db, files, quotas }: { db: Db; files: Files; quotas: Quotas },
  tenantId: string,
  request: FastifyRequest,
  options: { maxFiles: number; schema: S },
  make: (form: Form<FieldsOf<S>>) => Promise<string>,
): Promise<string> {
  const upload = await quotas.beginUpload(db, tenantId);
  try {
    const limit = await quotas.fileLimit(db, tenantId);
    const form = await receiveForm(request, { ...options, tenantId, files, limit });
    try {
      return await make(form);
    } catch (error) {
      await form.discard();
      throw error;
    }
  } finally {
    upload.release();
  }
}

/** One source a file. */
export function fileSources(
  files: readonly StoredUpload[],
  facts: { title?: string | undefined; external_id?: string | undefined; metadata: object },
): NewSource[] {
  if (files.length > 1 && (facts.title !== undefined || facts.external_id !== undefined)) {
    throw invalid(facts.title !== undefined ? 'title' : 'external_id', 'is for a single file');
  }
  return files.map((file) => ({
    kind: 'file',
    label: facts.external_id ?? file.filename,
    file_id: file.id,
    filename: file.filename,
    content_type: file.contentType,
    content_hash: file.sha256,
    title: facts.title ?? null,
    external_id: facts.external_id ?? null,
    metadata: JSON.stringify(facts.metadata),
  }));
}

function readFields<S extends z.ZodObject>(schema: S, values: Record<string, string>): FieldsOf<S> {
  const parsed = schema.safeParse(values);
  if (!parsed.success) throw new ApiError('invalid_request', { issues: issuesOf(parsed.error) });
  const metadata = metadataField.safeParse(values.metadata ?? '{}');
  if (!metadata.success) throw invalid('metadata', metadata.error.issues[0]?.message ?? 'is not valid');
  return { ...parsed.data, metadata: metadata.data };
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

function toApiError(error: unknown, { limit, maxFiles }: { limit: FileLimit; maxFiles: number }): unknown {
  if (error instanceof FileTooLargeError) return limit.error();
  const { code, message = '' } = error as { code?: string; message?: string };
  // What the parser says of a form that ends too early or has no usable boundary; these errors have no code.
  if (code === undefined && /multipart|needle/i.test(message))
    return invalid('', 'the form is damaged or not complete');
  switch (code) {
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
      return invalid(
        'file',
        maxFiles === 1 ? 'exactly one file in a request' : `at most ${maxFiles} files in one request`,
      );
    case 'FST_FIELDS_LIMIT':
      return invalid('', 'the form has too many fields');
    case 'FST_PROTO_VIOLATION':
      return invalid('', 'the form has a forbidden field name');
    default:
      return error;
  }
}
