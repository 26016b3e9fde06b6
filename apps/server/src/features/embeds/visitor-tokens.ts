import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Secrets } from '../../platform/secrets.ts';

/** Somebody at a page that shows a widget: known by nothing but an id that was made up for them. */
export interface Visitor {
  id: string;
  embedId: string;
  /** Origin of the page. */
  page: string;
}

export interface VisitorTokens {
  issue(visitor: Visitor): { token: string; expiresAt: Date };
  /** Null for what was not issued here for this widget, or is older than an hour. Never throws. */
  read(token: string, embedId: string): Visitor | null;
  /** As `read`, but up to 30 days old: good for nothing but a new token. */
  readForRenewal(token: string, embedId: string): Visitor | null;
}

const LIFE_MS = 3600_000;
const RENEWABLE_MS = 30 * 24 * 3600_000;
const MAX_LENGTH = 2000;
const PURPOSE = 'visitor-token';

const Payload = z.tuple([z.uuid(), z.uuid(), z.string(), z.int()]);

/**
 * Tokens `payload.signature`, both base64url, of a purpose of their own: no other token or key is taken for one, nor one for
 * any of them.
 */
export function createVisitorTokens({ secrets, clock }: { secrets: Secrets; clock: Clock }): VisitorTokens {
  function read(token: string, embedId: string, oldestMs: number): Visitor | null {
    if (token.length > MAX_LENGTH) return null;
    const [payload = '', signature = '', ...rest] = token.split('.');
    if (rest.length > 0 || !secrets.verify(PURPOSE, payload, Buffer.from(signature, 'base64url'))) return null;
    const { success, data } = Payload.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    if (!success) return null;
    const [embed, id, page, issuedAt] = data;
    const isYoung = clock.now().getTime() < issuedAt + oldestMs;
    return embed === embedId && isYoung ? { id, embedId, page } : null;
  }

  return {
    issue({ id, embedId, page }) {
      const now = clock.now().getTime();
      const payload = Buffer.from(JSON.stringify([embedId, id, page, now])).toString('base64url');
      const signature = secrets.sign(PURPOSE, payload).toString('base64url');
      return { token: `${payload}.${signature}`, expiresAt: new Date(now + LIFE_MS) };
    },
    read: (token, embedId) => read(token, embedId, LIFE_MS),
    readForRenewal: (token, embedId) => read(token, embedId, RENEWABLE_MS),
  };
}
