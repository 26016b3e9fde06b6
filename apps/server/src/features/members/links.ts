import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import * as store from './link-store.ts';
import { lockMember, type MemberRow } from './store.ts';

/** What mailed links are for, and how many seconds each is good. */
const LIFETIMES = { invite: 7 * 86_400, password_reset: 3600, email_change: 86_400 } as const;
export type LinkPurpose = keyof typeof LIFETIMES;

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** Tenant, id, and 32 random bytes. */
const TOKEN = new RegExp(`^(${UUID})\\.(${UUID})\\.([\\w-]{43})$`);

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Makes a link's token, to be mailed and never kept: only its digest is stored. Links of the same purpose that the member had
 * before are dead. The member's row must be locked or new.
 *
 * @param email where it will be sent
 */
export async function issueLink(
  tx: Db,
  clock: Clock,
  member: Pick<MemberRow, 'tenant_id' | 'id'>,
  purpose: LinkPurpose,
  email: string,
): Promise<string> {
  const { tenant_id, id: member_id } = member;
  const now = clock.now();
  const id = uuidv7();
  const secret = randomBytes(32).toString('base64url');
  await store.deleteLinks(tx, tenant_id, member_id, purpose);
  await store.insertLink(tx, {
    tenant_id,
    id,
    purpose,
    member_id,
    email,
    digest: sha256(secret),
    created_at: now,
    expires_at: new Date(now.getTime() + LIFETIMES[purpose] * 1000),
  });
  return `${tenant_id}.${id}.${secret}`;
}

/** Finds what a token is good for, without using it up. Throws `invalid_link`, whatever is wrong with it. */
export async function checkLink(db: Db, clock: Clock, purpose: LinkPurpose, token: string): Promise<store.LinkRow> {
  const [, tenantId, id, secret] = TOKEN.exec(token) ?? [];
  const row = tenantId && id ? await store.findLink(db, tenantId, id) : undefined;
  const isGood =
    row !== undefined &&
    row.purpose === purpose &&
    timingSafeEqual(row.digest, sha256(secret ?? '')) &&
    row.expires_at > clock.now();
  if (!isGood) throw new ApiError('invalid_link', {});
  return row;
}

/**
 * Uses a token up: of several uses at once one succeeds, the others get `invalid_link`, as do members who are not `status`.
 * Gives the member, locked, and the address that the link went to.
 */
export async function useLink(
  tx: Db,
  clock: Clock,
  purpose: LinkPurpose,
  token: string,
  status: 'invited' | 'active',
): Promise<{ member: MemberRow; email: string }> {
  const link = await checkLink(tx, clock, purpose, token);
  // The member first, as everybody does who locks both.
  const member = await lockMember(tx, link.tenant_id, link.member_id);
  const used = member?.status === status && (await store.takeLink(tx, link.tenant_id, link.id));
  if (!used) throw new ApiError('invalid_link', {});
  return { member, email: link.email };
}

/** Makes all links of a member dead, as after any change of password, address or status. */
export const forgetLinks = (tx: Db, tenantId: string, memberId: string): Promise<void> =>
  store.deleteLinks(tx, tenantId, memberId);
