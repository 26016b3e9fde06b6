import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { AddressCheck } from './addresses.ts';
import { SafeFetchError } from './errors.ts';

/** All addresses of a host name, in text. Rejects when there are none. */
export type Resolve = (hostname: string) => Promise<string[]>;

/** Asks the system, so that its hosts file counts as well. */
export const resolveBySystem: Resolve = async (hostname) => {
  const answers = await lookup(hostname, { all: true });
  return answers.map((answer) => answer.address);
};

/** @throws SafeFetchError `bad_url` */
export function parseTarget(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw badUrl(`it is not a complete web address like https://example.com/page`);
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw badUrl('only http and https addresses can be fetched');
  if (url.username !== '' || url.password !== '') {
    throw badUrl('it holds a user name or password, which belong into a stored credential instead');
  }
  return url;
}

function badUrl(why: string): SafeFetchError {
  return new SafeFetchError('bad_url', `The URL cannot be used: ${why}.`);
}

/**
 * The addresses to connect to, all of them checked. One refused address refuses the host: a name that points to public and
 * private addresses at once is an attack or a mistake.
 *
 * Host names of WHATWG URLs that mean an IPv4 address (`2130706433`, `0x7f.1`, `127.1`) are in dotted form already.
 */
export async function checkedAddresses(url: URL, resolve: Resolve, check: AddressCheck): Promise<string[]> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(hostname) ? [hostname] : await resolve(hostname);
  const refused = addresses.find((address) => !check(address));
  if (refused !== undefined || addresses.length === 0) {
    throw new SafeFetchError(
      'address_refused',
      'The URL leads to a private or reserved network address, which this server does not fetch from. ' +
        'Its operator can allow networks with FETCH_ALLOW_PRIVATE.',
      { cause: new Error(`${hostname} is at ${refused}`) },
    );
  }
  return addresses;
}
