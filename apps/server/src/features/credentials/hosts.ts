import ipaddr from 'ipaddr.js';

/**
 * Where a secret may go, in one line: `[http://][*.]host[:port]`. Compared are host and port, and that the way there is
 * encrypted, unless it begins with `http://` or stays within this machine.
 */
export type HostEntry = string;

interface Parsed {
  /** Whether plain http will do. */
  plain: boolean;
  /** Whether it stands for every name below `hostname`, and not for that itself. */
  wildcard: boolean;
  hostname: string;
  /** Empty: the usual one of the scheme. */
  port: string;
}

const ENTRY = /^(?:(https?):\/\/)?(\*\.)?([^\s/?#@\\*]+)\/?$/i;
const USUAL_PORT: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };

/** An entry in the form in which it is kept; null for what is none. */
export function normaliseHost(text: string): HostEntry | null {
  const parsed = parse(text);
  if (!parsed) return null;
  const { plain, wildcard, hostname, port } = parsed;
  return `${plain ? 'http://' : ''}${wildcard ? '*.' : ''}${hostname}${port && `:${port}`}`;
}

/** Whether a secret that is bound to these hosts may be sent to the URL. */
export function isBoundTo(entries: readonly HostEntry[], url: URL): boolean {
  return entries.some((text) => {
    const entry = parse(text);
    return entry !== null && isSafe(entry, url) && isHost(entry, url) && isPort(entry, url);
  });
}

/** By the rules of URLs, so that the entry looks as the host of a URL that leads there does. */
function parse(text: string): Parsed | null {
  const [, scheme = 'https', star, rest = ''] = ENTRY.exec(text) ?? [];
  const target = `${scheme}://${rest}/`;
  if (!URL.canParse(target)) return null;
  const { hostname, port } = new URL(target);
  if (star && !canHaveNamesBelow(hostname)) return null;
  return { plain: scheme.toLowerCase() === 'http', wildcard: star !== undefined, hostname, port };
}

/** An address has none, and all names of a top-level domain are never one owner's. */
const canHaveNamesBelow = (hostname: string): boolean => !isAddress(hostname) && hostname.includes('.');

const isSafe = ({ plain }: Parsed, url: URL): boolean => isEncrypted(url) || (url.protocol === 'http:' && plain);

/** Whether nobody on the way can read what is sent there: it is encrypted, or does not leave this machine. */
export const isEncrypted = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isOwn(hostname));

const isHost = ({ wildcard, hostname }: Parsed, url: URL): boolean =>
  wildcard ? url.hostname.endsWith(`.${hostname}`) : url.hostname === hostname;

const isPort = ({ port }: Parsed, url: URL): boolean =>
  port === '' ? url.port === '' : port === (url.port || USUAL_PORT[url.protocol]);

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
const isAddress = (hostname: string): boolean => ipaddr.isValid(bare(hostname));

/** Whether what is sent there does not leave this machine. */
const isOwn = (hostname: string): boolean =>
  hostname === 'localhost' || (isAddress(hostname) && ipaddr.parse(bare(hostname)).range() === 'loopback');
