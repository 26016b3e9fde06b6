import { type KeyFormat, parseKey, type Role, type Scope, scopesWithinRole } from '@ragkeep/access';
import { digestText } from '../../access/credential-digest.ts';
import type { Resolver } from '../../access/guard.ts';
import type { KnownCredential, KnownCredentials } from '../../access/known-credentials.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { Plans } from '../plans/index.ts';
import { addressTest } from './bounds.ts';
import type { LastUsed } from './last-used.ts';
import { findSecret } from './secret-store.ts';
import { openDerivationKey } from './secrets.ts';
import { findActiveKey } from './store.ts';

export interface ResolverDeps {
  db: Db;
  clock: Clock;
  secrets: Secrets;
  keyFormats: readonly KeyFormat[];
  known: KnownCredentials;
  lastUsed: LastUsed;
  plans: Plans;
}

/**
 * Turns a key into its principal. Shape and checksum come first, so a made-up key costs no look-up; then the full digest is
 * looked up, so that a revoked or expired key takes the same way as an unknown one.
 */
export function keyResolver(deps: ResolverDeps): Resolver {
  return {
    recognises: (text) => parseKey(deps.keyFormats, text) !== null,
    resolve: (text) => resolveDigest(deps, digestText(text)),
  };
}

/**
 * What is remembered under the digest of a credential, of any kind. The way of nearly all requests: whoever is remembered was once
 * recognised and resolved, so one look in a map is enough.
 */
export function rememberedCredentials({ known, lastUsed }: Pick<ResolverDeps, 'known' | 'lastUsed'>) {
  return (digest: string, now: number): KnownCredential | undefined => {
    const found = known.get(digest);
    if (!found || found.until <= now) return undefined;
    if (found.principal.type === 'key') lastUsed.note(found.principal.tenantId, found.principal.id, now);
    return found;
  };
}

/** @param digest SHA-256 of a key, in base64url */
export async function resolveDigest(
  deps: Omit<ResolverDeps, 'keyFormats'>,
  digest: string,
): Promise<KnownCredential | null> {
  const { known, lastUsed, clock } = deps;
  const remembered = known.get(digest);
  const now = clock.now();
  const found =
    remembered === undefined
      ? await known.fill(digest, () => findKnown(deps, Buffer.from(digest, 'base64url'), now))
      : remembered;
  if (found) lastUsed.note(found.principal.tenantId, found.principal.id, now.getTime());
  return found;
}

async function findKnown(
  { db, secrets, plans }: Pick<ResolverDeps, 'db' | 'secrets' | 'plans'>,
  digest: Buffer,
  now: Date,
): Promise<KnownCredential | null> {
  const secret = await findSecret(db, digest, now);
  const row = secret && (await findActiveKey(db, secret.tenant_id, secret.key_id, now));
  if (!row) return null;
  const plan = plans.named(row.tenant_plan);
  return {
    principal: {
      type: 'key',
      id: row.id,
      tenantId: row.tenant_id,
      scopes: scopesWithinRole(row.scopes as Scope[], row.member_role as Role | null),
      projectIds: row.project_ids,
      agentIds: row.agent_ids,
      memberId: row.member_id,
      role: null,
      sessionId: null,
      derivedFor: null,
      filter: null,
    },
    until: Math.min(timeOf(secret.valid_until), timeOf(row.expires_at)),
    allows: row.allowed_cidrs && addressTest(row.allowed_cidrs),
    ratePerMinute: row.rate_limit_per_minute,
    derivationKey: secret.derivation_key && openDerivationKey(secrets, digest, secret.derivation_key),
    planWithoutAccess: plan.features.includes('api') ? null : plan.name,
  };
}

const timeOf = (date: Date | null): number => date?.getTime() ?? Number.POSITIVE_INFINITY;
