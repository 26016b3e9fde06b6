import { openApiDocument, type RouteDefinition } from '@ragkeep/contract';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';

/** The interactive reference at `/api/docs`, and the OpenAPI document it is made from at `/api/openapi.json`. */
export async function registerApiDocs(app: FastifyInstance, routes: RouteDefinition[], version: string): Promise<void> {
  const document = JSON.stringify(openApiDocument(routes, { version }));
  await app.register(async (scope) => {
    scope.scopeAccess = 'public';
    scope.get('/api/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(document));
    await scope.register(scalar, {
      routePrefix: '/api/docs',
      configuration: {
        url: '/api/openapi.json',
        pageTitle: 'Ragkeep API',
        withDefaultFonts: false, // they would come from another host
        persistAuth: false,
        telemetry: false,
        hideClientButton: true,
        // What would lead to services elsewhere.
        showDeveloperTools: 'never',
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    });
  });
}
