import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { acceptForms, withForm } from '../../src/features/ingest/upload.ts';
import { invalid } from '../../src/platform/errors.ts';
import { createFiles } from '../../src/platform/files.ts';
import { createHttpServer } from '../../src/platform/http/server.ts';
import { createLog } from '../../src/platform/log.ts';

const TENANT = '01890000-0000-7000-8000-000000000000';

/** The part of the server that reads forms, without what is done with them. */
async function startFormServer() {
  const folder = await mkdtemp(join(tmpdir(), 'faults-forms-'));
  process.once('exit', () => void rm(folder, { recursive: true, force: true }));
  const http = createHttpServer({ log: createLog('silent'), trustedProxies: [] });
  await acceptForms(http, { maxFileBytes: 10_000 });
  const files = createFiles(folder);
  const quotas = {
    beginUpload: async () => ({ release() {} }),
    fileLimit: async () => ({ bytes: 10_000, error: () => invalid('file', 'is too large') }),
  };
  const schema = z.strictObject({ metadata: z.string().optional(), title: z.string().max(200).optional() });
  http.post('/form', async (request, reply) => {
    const options = { maxFiles: 3, schema };
    await withForm({ db: undefined, files, quotas } as never, TENANT, request, options, async (form) => {
      await form.discard();
      return '';
    });
    return reply.code(202).send({});
  });
  await http.ready();
  return http;
}

let started: ReturnType<typeof startFormServer> | undefined;

/** Sends the bytes as a form with this boundary, and gives the status. */
export async function sendForm(payload: Uint8Array, boundary = 'b'): Promise<number> {
  started ??= startFormServer();
  const http = await started;
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  const { statusCode } = await http.inject({ method: 'POST', url: '/form', headers, payload: Buffer.from(payload) });
  return statusCode;
}
