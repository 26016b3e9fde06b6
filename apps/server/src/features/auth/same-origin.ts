import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../platform/errors.ts';

/**
 * For what carries or sets a cookie: throws `foreign_origin` unless the browser says that a page of this very server caused the
 * request. What says neither is refused too.
 */
export function requireSameOrigin({ headers, host }: FastifyRequest): void {
  if (headers['sec-fetch-site'] === 'same-origin') return;
  const { origin } = headers;
  const from = origin !== undefined && URL.canParse(origin) ? new URL(origin).host : '';
  if (from === '' || from !== host.toLowerCase()) throw new ApiError('foreign_origin', {});
}
