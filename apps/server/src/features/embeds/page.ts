import { isIP } from 'node:net';
import { ApiError } from '../../platform/errors.ts';
import { isAllowed } from './origins.ts';

/**
 * The origin of the page that sent a request, by the header `Origin`; undefined where it is this server's own widget page, or no
 * browser says anything. Ours is what is at `PUBLIC_URL`, or at the address itself. Not whatever name the request was sent to:
 * somebody's name can be made to lead here (DNS rebinding).
 *
 * @param host under which the server was asked, with its port
 */
export function foreignOrigin(origin: string | undefined, host: string, publicUrl: string): string | undefined {
  const url = URL.parse(origin ?? '');
  if (!url) return origin;
  const isOurs =
    url.origin === new URL(publicUrl).origin || (isUnrebindable(url.hostname) && url.host === host.toLowerCase());
  return isOurs ? undefined : origin;
}

/** What no name server answers for. */
const isUnrebindable = (hostname: string): boolean =>
  hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;

/**
 * The origin of the page at which a visitor is: of the page that sent the request, or that which this server's widget page names
 * from within its frame. A browser lets that page be framed by the allowed ones alone.
 *
 * @throws ApiError `origin_not_allowed`
 */
export function requirePage(
  foreign: string | undefined,
  named: string | undefined,
  allowed: readonly string[],
): string {
  const page = foreign ?? named;
  if (page === undefined || !isAllowed(page, allowed))
    throw new ApiError('origin_not_allowed', { origin: page ?? null });
  return page;
}

/**
 * For what a token was already given out for: its page must still be allowed, and no other may send the request.
 *
 * @throws ApiError `origin_not_allowed`
 */
export function requireSamePage(foreign: string | undefined, page: string, allowed: readonly string[]): void {
  const origin = foreign ?? page;
  if (origin !== page || !isAllowed(page, allowed)) throw new ApiError('origin_not_allowed', { origin });
}
