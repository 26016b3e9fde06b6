import { createHmac, timingSafeEqual } from 'node:crypto';
import { derivedScopes, isDerivedKeyShape, type ParsedDerivedKey, parseDerivedKey, type Reach } from '@ragkeep/access';
import type { Resolver } from '../../access/guard.ts';
import type { KnownCredential } from '../../access/known-credentials.ts';
import { type ResolverDeps, resolveDigest } from './resolver.ts';

/** Derived keys are for short use. One that claims a longer life is none. */
const LONGEST_LIFE_MS = 24 * 3600_000;

/**
 * Turns a derived key into the principal of the key it was made from, narrowed by what it says itself. It needs no look-up of its
 * own: its parent is found as if it had been sent, and the signature checked with what is remembered of the parent, so it ends
 * with it.
 */
export function derivedKeyResolver(deps: Omit<ResolverDeps, 'keyFormats'>): Resolver {
  return {
    recognises: isDerivedKeyShape,
    async resolve(text) {
      const derived = parseDerivedKey(text);
      if (!derived) return null;
      const now = deps.clock.now().getTime();
      if (derived.claims.expiresAt.getTime() > now + LONGEST_LIFE_MS) return null;
      const parent = await resolveDigest(deps, Buffer.from(derived.parentDigest).toString('base64url'));
      if (!parent?.derivationKey || parent.until <= now || !isSignedBy(parent.derivationKey, derived)) return null;
      return narrowed(parent, derived);
    },
  };
}

function isSignedBy(key: Buffer, { signedText, signature }: ParsedDerivedKey): boolean {
  return timingSafeEqual(createHmac('sha256', key).update(signedText).digest(), signature);
}

function narrowed(parent: KnownCredential, { claims }: ParsedDerivedKey): KnownCredential {
  const { principal } = parent;
  return {
    ...parent,
    principal: {
      ...principal,
      scopes: derivedScopes(principal.scopes, claims),
      projectIds: both(principal.projectIds, claims.projectIds),
      agentIds: both(principal.agentIds, claims.agentIds),
      derivedFor: claims.subject ?? '',
      filter: claims.filter ?? null,
    },
    until: Math.min(parent.until, claims.expiresAt.getTime()),
    // Nothing is derived from what was derived.
    derivationKey: null,
  };
}

const both = (reach: Reach, chosen: readonly string[] | undefined): Reach =>
  chosen === undefined ? reach : chosen.filter((id) => reach === null || reach.includes(id));
