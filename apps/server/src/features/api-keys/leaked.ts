import { isDerivedKeyShape } from '@ragkeep/access';
import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { Resolver } from '../../access/guard.ts';
import type { Actor } from '../../access/principal.ts';
import { type Limiter, requireUse } from '../../platform/limiter/index.ts';
import type { Log } from '../../platform/log.ts';
import type { Mailer } from '../../platform/mail/index.ts';
import { networkOf } from '../../platform/network.ts';
import { end } from './change.ts';
import { derivedKeyMail, leakedKeyMail } from './leak-mails.ts';
import { auditFacts, isActive } from './present.ts';
import { deleteSecret, findSecret } from './secret-store.ts';
import { digestOf } from './secrets.ts';
import * as store from './store.ts';
import type { KeyDeps } from './types.ts';

export interface LeakDeps extends Pick<KeyDeps, 'db' | 'clock' | 'changes' | 'audit'> {
  limiter: Limiter;
  mailer: Mailer;
  log: Log;
  resolvers: { readonly derived: Resolver };
}

const REPORTS_PER_HOUR = { points: 20, windowSeconds: 3600 };
/** A derived key lives for a day at most, and its parent's tenant needs to hear of it only once. */
const DERIVED_REPORTS = { points: 1, windowSeconds: 24 * 3600 };

const ANSWER = {
  message: 'Thank you. If this is the key of a tenant of this server, it is revoked now and its tenant was told.',
};

/**
 * Takes the report of a key that was found somewhere. A key in use ends as if it had been revoked; its tenant is told by mail.
 * A derived key ends only with its parent, which its finder does not hold: so its tenant is told, and no more.
 *
 * @param address of who reports it, who is not known otherwise
 */
export async function reportLeaked(
  deps: LeakDeps,
  { key, found_at }: BodyOf<typeof routes.reportLeakedApiKey>,
  address: string,
): Promise<ResultOf<typeof routes.reportLeakedApiKey>> {
  await requireUse(deps.limiter, 'reports', `leaked:${networkOf(address)}`, REPORTS_PER_HOUR);
  const foundAt = found_at === undefined ? null : withoutKey(found_at, key);
  await (isDerivedKeyShape(key) ? tellOfDerived(deps, key, foundAt, address) : endKey(deps, key, foundAt, address));
  return ANSWER;
}

/** As URLs are written, which leaves no control characters; and a search for the key may have led there. */
const withoutKey = (url: string, key: string): string =>
  key === '' ? new URL(url).href : new URL(url).href.replaceAll(key, '***');

async function endKey(deps: LeakDeps, key: string, foundAt: string | null, address: string): Promise<void> {
  const now = deps.clock.now();
  const digest = digestOf(key);
  const secret = await findSecret(deps.db, digest, now);
  if (!secret) return;
  const { tenant_id: tenantId, key_id: id } = secret;
  const isRetired = secret.valid_until !== null;
  const leaked = await deps.changes.transaction(tenantId, async (tx) => {
    const row = await store.lockKey(tx, { tenantId, projectIds: null, agentIds: null }, id);
    if (!row || !isActive(row, now)) return null;
    // A secret that lives on after a rotation ends alone: the one that replaced it was not found.
    if (isRetired) await deleteSecret(tx, tenantId, digest);
    const after = isRetired ? row : await end(tx, tenantId, id, now);
    await deps.audit.record(tx, reporter(tenantId, address), {
      action: 'api_key.leaked',
      target: { type: 'api_key', id },
      before: auditFacts(row),
      after: { ...auditFacts(after), found_at: foundAt, retired_secret: isRetired },
    });
    return { row, email: await store.tenantEmail(tx, tenantId) };
  });
  if (leaked) tell(deps, leakedKeyMail(leaked.email, leaked.row, foundAt, isRetired));
}

async function tellOfDerived(deps: LeakDeps, key: string, foundAt: string | null, address: string): Promise<void> {
  const now = deps.clock.now();
  const found = await deps.resolvers.derived.resolve(key);
  if (!found || found.until <= now.getTime()) return;
  const { tenantId, id } = found.principal;
  if (!(await deps.limiter.consume(`leaked-derived:${id}`, DERIVED_REPORTS)).allowed) return;
  const until = new Date(found.until);
  const told = await deps.db.transaction().execute(async (tx) => {
    const row = await store.findKey(tx, { tenantId, projectIds: null, agentIds: null }, id);
    if (!row) return null;
    const email = await store.tenantEmail(tx, tenantId);
    await deps.audit.record(tx, reporter(tenantId, address), {
      action: 'derived_key.leaked',
      target: { type: 'api_key', id },
      after: { found_at: foundAt, expires_at: until.toISOString() },
    });
    return { row, email };
  });
  if (told) tell(deps, derivedKeyMail(told.email, told.row, foundAt, until));
}

const reporter = (tenantId: string, address: string): Actor => ({ tenantId, type: 'public', id: null, address });

/** Not waited for: the key has ended already, and how long a mail takes would tell that it was one. */
function tell({ mailer, log }: LeakDeps, mail: Parameters<Mailer['send']>[0]): void {
  mailer.send(mail).catch((error: unknown) => log.error({ err: error }, 'the mail about a leaked key was not sent'));
}
