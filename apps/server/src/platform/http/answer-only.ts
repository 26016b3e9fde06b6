import type { FastifyInstance } from 'fastify';
import { ApiError } from '../errors.ts';

/** When somebody may have mended where requests are sent to. */
const RETRY_AFTER_SECONDS = '60';

/**
 * Has the server answer the routes of these paths, and all others with 503 and the reason. To be called before any other hook is put on.
 *
 * @param paths as the routes are registered
 */
export function answerOnly(app: FastifyInstance, paths: ReadonlySet<string>, reason: string): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const path = request.routeOptions.url;
    if (path !== undefined && paths.has(path)) return done();
    done(new ApiError('unavailable', { reason }, { headers: { 'retry-after': RETRY_AFTER_SECONDS } }));
  });
}
