import { createMcpHandler } from '@modelcontextprotocol/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Memory } from '../../features/memory/index.ts';
import type { Ask, SearchDeps } from '../../features/query/index.ts';
import type { Cursors } from '../../platform/cursors.ts';
import { ApiError, unauthorized } from '../../platform/errors.ts';
import { isTrustedOrigin } from './origin.ts';
import { citedAnswerPrompt } from './prompt.ts';
import { documentResources } from './resources.ts';
import { createServer } from './server.ts';
import { askTool } from './tools/ask.ts';
import { getDocumentTool } from './tools/get-document.ts';
import { listProjectsTool } from './tools/list-projects.ts';
import { recallTool } from './tools/recall.ts';
import { rememberTool } from './tools/remember.ts';
import { searchTool } from './tools/search.ts';

export interface McpDeps extends SearchDeps {
  cursors: Cursors;
  ask: Ask;
  memory: Memory;
  publicUrl: string;
  /** Origins of pages that may call from a browser, besides the server's own; `*`: any. */
  corsOrigins: readonly string[];
}

const PATH = '/mcp';
const BODY_LIMIT_BYTES = 1024 * 1024;

/** The Model Context Protocol over Streamable HTTP, without sessions: each request brings its credential and is complete. */
export async function registerMcp(http: FastifyInstance, deps: McpDeps): Promise<void> {
  const features = [
    searchTool(deps),
    askTool(deps),
    listProjectsTool(deps),
    getDocumentTool(deps),
    rememberTool(deps),
    recallTool(deps),
    documentResources(deps),
    citedAnswerPrompt,
  ];
  const origins = [new URL(deps.publicUrl).origin, ...deps.corsOrigins];

  await http.register(async (scope) => {
    // As text, since what is wrong with a message is answered in the protocol's own form.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.addHook('onRequest', async ({ headers, host }) => {
      if (!isTrustedOrigin(headers.origin, host, origins)) throw new ApiError('foreign_origin', {});
    });
    const config = { access: 'authenticated' } as const;
    scope.post(PATH, { config, bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
      const { principal } = request;
      if (!principal) throw unauthorized();
      const caller = { principal, requestId: request.id, log: deps.log };
      let fault: Error | undefined;
      const onerror = (error: Error) => {
        fault = error;
      };
      const handler = createMcpHandler(() => createServer(features, caller), { onerror });
      const response = isBatch(request.body) ? refusedBatch() : await handler.fetch(toWebRequest(request, reply));
      if (response.status >= 500) deps.log.error({ request_id: request.id, err: fault }, 'MCP request failed');
      const { connection: _, 'cache-control': __, ...headers } = Object.fromEntries(response.headers);
      return reply.code(response.status).headers(headers).send(response.body);
    });
    scope.route({
      // Without sessions there is nothing to listen to, and nothing to end.
      method: ['GET', 'DELETE', 'PUT', 'PATCH'],
      url: PATH,
      exposeHeadRoute: false,
      config,
      handler: () => {
        throw new ApiError('method_not_allowed', { allowed: ['POST'] }, { headers: { allow: 'POST' } });
      },
    });
  });
}

/** What of a request the protocol reads: never its credential. */
const READ_HEADER = /^(?:accept|content-type|last-event-id|mcp-.*)$/;

function toWebRequest({ headers, body }: FastifyRequest, reply: FastifyReply): Request {
  const hangUp = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) hangUp.abort(new Error('the client hung up'));
  });
  const read = Object.entries(headers).filter(([name]) => READ_HEADER.test(name));
  return new Request(`http://localhost${PATH}`, {
    method: 'POST',
    headers: read.map(([name, value]): [string, string] => [name, String(value)]),
    body: typeof body === 'string' ? body : '',
    signal: hangUp.signal,
  });
}

/** Several messages in one request, as only the first of the protocol's revisions had them. */
const isBatch = (body: unknown) => typeof body === 'string' && body.trimStart().startsWith('[');

/** Each message is to count against its key's limit, so each has to be a request. */
const refusedBatch = () =>
  Response.json(
    { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'Batches are not taken; send one message a request' } },
    { status: 400 },
  );
