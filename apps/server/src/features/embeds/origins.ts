/**
 * Whether a page of this origin may show a widget. As a browser reads `frame-ancestors` (CSP Level 3, section 6.7.2.8), with
 * which it must agree: `*.` stands for one or more labels and not for none. Only stricter in that http is not taken for https.
 *
 * @param origin as browsers write it in `Origin`; `null`, as of a sandboxed page, is never allowed
 * @param allowed in the same form; some with `*.` before the host
 */
export const isAllowed = (origin: string, allowed: readonly string[]): boolean =>
  allowed.some((each) => {
    const star = each.indexOf('*');
    if (star < 0) return origin === each;
    const [scheme, rest] = [each.slice(0, star), each.slice(star + 1)];
    // What stands for the star is of a host name's characters, so that it cannot hold a port or another host.
    return (
      origin.startsWith(scheme) &&
      origin.endsWith(rest) &&
      /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(origin.slice(scheme.length, -rest.length))
    );
  });

/** The value of the directive `frame-ancestors`. */
export const frameAncestors = (allowed: readonly string[]): string => allowed.join(' ') || "'none'";
