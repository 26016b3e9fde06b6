import { type ResultOf, routes } from '@ragkeep/contract';
import type { FastifyRequest } from 'fastify';
import { type Principal, requireScope, requireWholeTenant } from '../../access/principal.ts';
import { ApiError, invalid } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { getJob, type NewSource } from '../jobs/index.ts';
import { requireProject } from '../projects/index.ts';
import { fileRef } from './measure.ts';
import { sealPassword } from './password.ts';
import { type Measured, UnreadableError } from './reader/index.ts';
import { makeJob, type StartDeps } from './start.ts';
import { type FieldsOf, type Form, fileSources, withForm } from './upload.ts';

export interface ConversionDeps extends StartDeps {
  secrets: Secrets;
}

const schema = routes.createJob.multipart.omit({ file: true });

/**
 * Takes one file and makes the job that converts it. What can be known at once is said at once: too many jobs before the first
 * byte is taken, too large while it comes, unreadable and too many pages before the job is made.
 */
export async function startConversion(
  deps: ConversionDeps,
  principal: Principal,
  request: FastifyRequest,
): Promise<ResultOf<typeof routes.createJob>> {
  const form = { maxFiles: 1, schema };
  const id = await withForm(deps, principal.tenantId, request, form, (taken) => convertForm(deps, principal, taken));
  return getJob(deps, principal, id);
}

type TakenForm = Form<FieldsOf<typeof schema>>;

async function convertForm(deps: ConversionDeps, principal: Principal, { files, fields }: TakenForm): Promise<string> {
  const projectId = await projectOf(deps, principal, fields);
  const [source] = fileSources(files, fields);
  if (!source) throw invalid('file', 'the form holds no file');
  const { password } = fields;
  const { tenantId } = principal;
  const { pages } = await measure(deps, tenantId, source, password);
  const id = uuidv7();
  const sealed_password = password === undefined ? null : sealPassword(deps.secrets, tenantId, id, password);
  await deps.db
    .transaction()
    .execute((tx) =>
      makeJob(deps, tx, tenantId, { id, projectId, kind: 'conversion' }, [
        { ...source, sealed_password, pages_reserved: pages },
      ]),
    );
  deps.queue.wake();
  return id;
}

async function projectOf(
  deps: ConversionDeps,
  principal: Principal,
  fields: TakenForm['fields'],
): Promise<string | null> {
  const { project_id: ref } = fields;
  if (ref !== undefined) {
    requireScope(principal, ['ingest']);
    return requireProject(deps.db, principal, ref);
  }
  requireScope(principal, ['jobs:write']);
  requireWholeTenant(principal);
  for (const name of ['title', 'external_id', 'metadata'] as const) {
    const given = name === 'metadata' ? Object.keys(fields.metadata).length > 0 : fields[name] !== undefined;
    if (given) throw invalid(name, 'is for a document of a project; send project_id as well');
  }
  return null;
}

async function measure(
  { reader, files }: ConversionDeps,
  tenantId: string,
  source: NewSource,
  password: string | undefined,
): Promise<Measured> {
  try {
    return await reader.measure({
      ...fileRef(files, tenantId, source),
      ...(password === undefined ? {} : { password }),
    });
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw new ApiError('unreadable_file', { reason: error.message, reason_code: error.code });
  }
}
