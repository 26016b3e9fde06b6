import { createHash } from 'node:crypto';
import type { Role } from '@ragkeep/access';
import type { Actor } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { requireUse } from '../../platform/limiter/index.ts';
import { forgetLinks, insertMember, lockMember, memberFacts, updateMember } from '../members/index.ts';
import { createTenant } from '../tenants/index.ts';
import { type Decision, decide } from './decide.ts';
import { insertIdentity, insertOrganisation, lockPerson } from './store.ts';
import type { IdentityDeps, Person, Seat } from './types.ts';

/** For each issuer, so that a provider that makes up people does not fill the disk. */
const NEWCOMERS = { points: 60, windowSeconds: 60 };
/** For each person: two tokens of different roles may be in use at once. */
const ROLE_CHANGES = { points: 10, windowSeconds: 60 };

type Admission = Pick<IdentityDeps, 'settings' | 'db' | 'clock' | 'changes' | 'audit' | 'limiter'>;

/**
 * The member that a person is, having become one if the deployment provides for it. Null: is none. However many first requests
 * come at once, in however many processes, one of them does it.
 *
 * @throws ApiError `rate_limited` when too many people came by the provider for the first time
 */
export async function admit(deps: Admission, person: Person): Promise<Seat | null> {
  const { db, settings, changes, limiter } = deps;
  const decision = await decide(db, settings, person);
  switch (decision.kind) {
    case 'refuse':
      return null;
    case 'admit':
      return decision;
    case 'change': {
      const use = await limiter.consume(`role:${person.issuer} ${person.subject}`, ROLE_CHANGES);
      if (!use.allowed) return decision;
      return changes.transaction(decision.tenantId, (tx) => settle(tx, deps, person));
    }
    case 'link':
      await requireUse(limiter, 'newcomers', `newcomer:${person.issuer}`, NEWCOMERS);
      return changes.transaction(decision.tenantId, (tx) => settle(tx, deps, person));
    default:
      await requireUse(limiter, 'newcomers', `newcomer:${person.issuer}`, NEWCOMERS);
      return db.transaction().execute((tx) => settle(tx, deps, person));
  }
}

/** Decides again, now that nobody else decides about this person, and does it. */
async function settle(tx: Db, deps: Admission, person: Person): Promise<Seat | null> {
  await lockPerson(tx, person);
  return carryOut(tx, deps, person, await decide(tx, deps.settings, person));
}

async function carryOut(tx: Db, deps: Admission, person: Person, decision: Decision): Promise<Seat | null> {
  switch (decision.kind) {
    case 'refuse':
      return null;
    case 'admit':
      return decision;
    case 'change':
      return changeRole(tx, deps, person, decision);
    case 'link':
      return link(tx, deps, person, decision);
    case 'join':
      return addMember(tx, deps, person, actorIn(decision.tenantId), person.role ?? 'member');
    case 'found':
      return found(tx, deps, person);
  }
}

/** The member's role follows the claim, so that their keys lose what they lost. */
async function changeRole(tx: Db, { audit }: Admission, { role }: Person, seat: Seat): Promise<Seat | null> {
  const before = await lockMember(tx, seat.tenantId, seat.memberId);
  if (!before || role === null) return null;
  const after = await updateMember(tx, seat.tenantId, seat.memberId, { role });
  await audit.record(tx, actorIn(seat.tenantId), {
    action: 'member.updated',
    target: { type: 'member', id: seat.memberId },
    before: memberFacts(before),
    after: memberFacts(after),
  });
  return seat;
}

/** Whoever was invited has accepted by signing in, and the mailed link is dead. */
async function link(tx: Db, { audit }: Admission, person: Person, seat: Seat): Promise<Seat | null> {
  const { tenantId, memberId } = seat;
  const before = await lockMember(tx, tenantId, memberId);
  if (!before || before.status === 'disabled') return null;
  await forgetLinks(tx, tenantId, memberId);
  const after = await updateMember(tx, tenantId, memberId, { status: 'active', role: person.role ?? before.role });
  await insertIdentity(tx, person, seat);
  await audit.record(tx, actorIn(tenantId), {
    action: 'member.linked',
    target: { type: 'member', id: memberId },
    before: memberFacts(before),
    after: { ...memberFacts(after), ...identityFacts(person) },
  });
  return seat;
}

async function found(tx: Db, deps: Admission, person: Person): Promise<Seat | null> {
  const email = emailOf(person);
  const name = person.organisationName ?? person.organisation ?? person.email ?? 'Personal';
  const actor = await createTenant(tx, deps, { name: name.slice(0, 200), email }, null);
  if (person.organisation !== null) await insertOrganisation(tx, person.issuer, person.organisation, actor.tenantId);
  return addMember(tx, deps, person, actor, person.role ?? 'owner');
}

/** Null when the address was taken in this very moment: the next request will be linked. */
async function addMember(
  tx: Db,
  { clock, audit }: Admission,
  person: Person,
  actor: Actor,
  role: Role,
): Promise<Seat | null> {
  const { tenantId } = actor;
  const row = await insertMember(tx, tenantId, {
    id: uuidv7(),
    email: emailOf(person),
    firstName: person.firstName,
    lastName: person.lastName,
    role,
    status: 'active',
    passwordHash: null,
    createdAt: clock.now(),
  });
  if (!row) return null;
  const seat = { tenantId, memberId: row.id };
  await insertIdentity(tx, person, seat);
  await audit.record(tx, actor, {
    action: 'member.created',
    target: { type: 'member', id: row.id },
    after: { ...memberFacts(row), ...identityFacts(person) },
  });
  return seat;
}

/** An address that the provider does not vouch for could be another's. In its place stands one that no mail reaches (RFC 2606). */
function emailOf({ issuer, subject, email }: Person): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex');
  return email ?? `${digest.slice(0, 32)}@identity.invalid`;
}

const identityFacts = ({ issuer, subject, organisation }: Person): object => ({ issuer, subject, organisation });

const actorIn = (tenantId: string): Actor => ({ tenantId, type: 'public', id: null, address: null });
