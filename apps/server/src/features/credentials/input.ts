import type { BodyOf, routes } from '@ragkeep/contract';
import { invalid } from '../../platform/errors.ts';
import { isEncrypted, normaliseHost } from './hosts.ts';
import type { Facts } from './types.ts';

type NewCredential = BodyOf<typeof routes.createCredential>;
type Change = BodyOf<typeof routes.updateCredential>;

/** What of a new credential is secret, and what is not. */
export function partsOf(input: NewCredential): { facts: Facts; secret: string } {
  switch (input.kind) {
    case 'bearer':
      return { facts: {}, secret: input.token };
    case 'basic':
      return { facts: { username: input.username }, secret: input.password };
    case 'header':
      return { facts: { header: input.header.toLowerCase() }, secret: input.value };
    case 'oauth2': {
      const { kind: _, name: __, hosts: ___, client_secret: secret, ...facts } = input;
      return { facts: { ...facts, token_url: keptTokenUrl(facts.token_url) }, secret };
    }
  }
}

/** A change in the form in which it is kept. */
export const keptChange = ({ hosts, header, token_url, ...rest }: Change): Change => ({
  ...rest,
  ...(hosts ? { hosts: keptHosts(hosts) } : {}),
  ...(header === undefined ? {} : { header: header.toLowerCase() }),
  ...(token_url === undefined ? {} : { token_url: keptTokenUrl(token_url) }),
});

export function keptHosts(hosts: readonly string[]): string[] {
  const kept = hosts.map((text, index) => {
    const entry = normaliseHost(text);
    if (entry === null) {
      throw invalid(
        `hosts[${index}]`,
        'must be a host such as wiki.example.com, wiki.example.com:8443 or *.example.com',
      );
    }
    return entry;
  });
  return [...new Set(kept)];
}

/** RFC 6749, section 3.2: the client's secret is sent there, so TLS is a must. */
function keptTokenUrl(text: string): string {
  const url = new URL(text);
  if (!isEncrypted(url)) throw invalid('token_url', 'must be an https URL, or one of this machine');
  return url.href;
}
