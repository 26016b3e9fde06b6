import type { BodyOf, routes } from '@ragkeep/contract';
import { invalid } from '../../platform/errors.ts';
import type { CredentialRow } from './store.ts';
import { type Facts, factsOf } from './types.ts';

type Change = BodyOf<typeof routes.updateCredential>;
type Kind = BodyOf<typeof routes.createCredential>['kind'];

/** Which fields a kind has besides name and hosts: the secret, and what says how and where it is sent. */
const FIELDS = {
  bearer: { secret: 'token', facts: [] },
  basic: { secret: 'password', facts: ['username'] },
  header: { secret: 'value', facts: ['header'] },
  oauth2: {
    secret: 'client_secret',
    facts: ['token_url', 'client_id', 'scope', 'audience', 'resource', 'client_authentication'],
  },
} as const satisfies Record<Kind, { secret: keyof Change; facts: readonly (keyof Facts)[] }>;

/**
 * What becomes of a credential, and its new secret if it gets one. Where, how and for what a secret is sent changes only
 * together with the secret: else whoever may change credentials could have one that they never saw sent to a host of their own.
 *
 * @param change with hosts, URLs and header names in the form in which they are kept
 * @throws ApiError `invalid_request` for a field of another kind, and where the secret is missing
 */
export function decideChange(
  row: CredentialRow,
  change: Change,
): { name: string; hosts: string[]; facts: Facts; secret: string | undefined } {
  const { name = row.name, hosts = row.hosts, ...rest } = change;
  const fields = FIELDS[row.kind as Kind];
  const { [fields.secret]: secret, ...changed } = rest;
  const known: readonly string[] = fields.facts;
  for (const field of Object.keys(changed)) {
    if (!known.includes(field)) throw invalid(field, `is not a field of the kind ${row.kind}`);
  }
  const before = factsOf(row);
  const facts = withoutEmpty({ ...before, ...changed });
  const isSentOtherwise =
    hosts.some((host) => !row.hosts.includes(host)) || fields.facts.some((field) => facts[field] !== before[field]);
  if (isSentOtherwise && secret === undefined) {
    throw invalid(fields.secret, 'must be sent again with a change of where or how it is sent');
  }
  return { name, hosts, facts, secret };
}

/** Facts that are null in a change are taken away. */
const withoutEmpty = (facts: Record<string, unknown>): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && value !== undefined));
