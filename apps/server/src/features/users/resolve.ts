import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import { isUuid, uuidv7 } from '../../platform/ids.ts';
import * as store from './store.ts';

/**
 * The user whom a request names by our id or by the caller's own `external_id`. A credential that was derived for somebody
 * (`sub`) is that user's: it need name nobody, and finds nobody else.
 *
 * @returns undefined when nobody is named, null when there is nobody of that name
 */
export async function findNamedUser(
  { db }: { db: Db },
  { tenantId, derivedFor }: Principal,
  named: string | undefined,
): Promise<store.UserRow | null | undefined> {
  const ref = named ?? (derivedFor || undefined);
  if (ref === undefined) return undefined;
  const found = (await store.findUserByRef(db, tenantId, ref)) ?? null;
  if (!derivedFor || ref === derivedFor) return found;
  const own = await store.findUserByRef(db, tenantId, derivedFor);
  return own?.id === found?.id ? found : null;
}

/**
 * The same for those who need one. With `create`, an `external_id` that is not known yet becomes a user; what looks like one of
 * our ids never does.
 *
 * @returns undefined when nobody is named
 * @throws ApiError `not_found`
 */
export async function resolveUser(
  deps: { db: Db; clock: Clock },
  principal: Principal,
  named: string | undefined,
  { create }: { create: boolean },
): Promise<store.UserRow | undefined> {
  const found = await findNamedUser(deps, principal, named);
  if (found !== null) return found;
  const { tenantId, derivedFor } = principal;
  const ref = named ?? derivedFor ?? '';
  if (!create || isUuid(ref) || (derivedFor && ref !== derivedFor)) throw notFound('user');
  const user = { id: uuidv7(), external_id: ref, name: null, email: null, metadata: {}, now: deps.clock.now() };
  const made = (await store.insertUser(deps.db, tenantId, user)) ?? (await store.findUserByRef(deps.db, tenantId, ref));
  if (!made) throw notFound('user');
  return made;
}
