import { API_BASE } from '@ragkeep/contract';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../platform/errors.ts';

const NAME = 'ragkeep_refresh';

/**
 * The refresh token of the request's cookie; undefined when there is none. Throws `duplicate_credentials` for two: which of them
 * is the person's own cannot be told. Node joins several `Cookie` headers with a semicolon, so all are seen.
 */
export function readCookie({ headers }: FastifyRequest): string | undefined {
  const values = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${NAME}=`))
    .map((pair) => pair.slice(NAME.length + 1));
  if (values.length > 1) throw new ApiError('duplicate_credentials', {});
  return values[0];
}

/** A `Set-Cookie` (RFC 6265) that keeps the refresh token from scripts and from requests that other sites cause. */
export const refreshCookie = (request: FastifyRequest, token: string, maxAgeSeconds: number): string =>
  [
    `${NAME}=${token}`,
    `Max-Age=${maxAgeSeconds}`,
    `Path=${API_BASE}/auth`,
    'HttpOnly',
    'SameSite=Strict',
    ...(request.protocol === 'https' || !isLoopback(request.hostname) ? ['Secure'] : []),
  ].join('; ');

/** Makes the browser forget the cookie. */
export const clearedCookie = (request: FastifyRequest): string => refreshCookie(request, '', 0);

/** Browsers take a `Secure` cookie by plain HTTP from their own machine only, and not all of them even there. */
const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host);
