/**
 * Whether a page may call by way of a browser. Programs send no `Origin` and are not concerned. What a page of another site
 * reaches by giving its own name this server's address (DNS rebinding) carries that name as `Host` and `Origin` alike, so the
 * two agreeing proves nothing unless the name means this machine.
 *
 * @param host the request's, with its port
 * @param own where the server says it is, and the origins it was told to trust; `*`: any
 */
export function isTrustedOrigin(origin: string | undefined, host: string, own: readonly string[]): boolean {
  if (origin === undefined || own.includes('*') || own.includes(origin)) return true;
  const url = URL.parse(origin);
  return url !== null && LOOPBACK.has(url.hostname) && url.host === host.toLowerCase();
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
