import type { BodyOf, routes } from '@ragkeep/contract';
import { invalid } from '../../platform/errors.ts';
import type { CredentialRow } from './store.ts';
import { type Facts, factsOf } from './types.ts';

type Change = BodyOf<typeof routes.updateCredential>;

/** Which fields a kind has besides name and hosts: the secret, and what says how it is sent. */
const FIELDS = {
  bearer: { secret: 'token', fact: null },
  basic: { secret: 'password', fact: 'username' },
  header: { secret: 'value', fact: 'header' },
} as const;

/**
 * What becomes of a credential, and its new secret if it gets one. Where and how a secret is sent changes only together with the
 * secret: else whoever may change credentials could have one that they never saw sent to a host of their own.
 *
 * @param change with hosts in the form in which they are kept
 * @throws ApiError `invalid_request` for a field of another kind, and where the secret is missing
 */
export function decideChange(
  row: CredentialRow,
  change: Change,
): { name: string; hosts: string[]; facts: Facts; secret: string | undefined } {
  const { name = row.name, hosts = row.hosts, ...rest } = change;
  const { secret: secretField, fact } = FIELDS[row.kind as keyof typeof FIELDS];
  const { [secretField]: secret, ...facts } = {
    ...rest,
    ...(rest.header ? { header: rest.header.toLowerCase() } : {}),
  };
  for (const field of Object.keys(facts)) {
    if (field !== fact) throw invalid(field, `is not a field of the kind ${row.kind}`);
  }
  const before = factsOf(row);
  const isSentOtherwise =
    hosts.some((host) => !row.hosts.includes(host)) ||
    (fact !== null && (facts[fact] ?? before[fact]) !== before[fact]);
  if (isSentOtherwise && secret === undefined) {
    throw invalid(secretField, 'must be sent again with a change of where or how it is sent');
  }
  return { name, hosts, facts: { ...before, ...facts }, secret };
}
