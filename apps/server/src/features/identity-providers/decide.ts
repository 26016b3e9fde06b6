import type { Db } from '../../platform/db/index.ts';
import { findDirectoryEntries, findMember } from '../members/index.ts';
import { findOrganisation, findSeats, organised } from './store.ts';
import type { IdentitySettings, Person, Seat } from './types.ts';

/** What is to be done with a person whose token is good. */
export type Decision =
  | { kind: 'refuse' }
  /** Is a member already. */
  | ({ kind: 'admit' } & Seat)
  /** Is a member whose role is another by now. */
  | ({ kind: 'change' } & Seat)
  /** Is a member who did not come by the provider before. */
  | ({ kind: 'link' } & Seat)
  /** Becomes a member of the organisation's tenant. */
  | { kind: 'join'; tenantId: string }
  /** Gets a new tenant, which is the organisation's if there is one. */
  | { kind: 'found' };

const REFUSE: Decision = { kind: 'refuse' };

type Rules = Pick<IdentitySettings, 'provision' | 'linkByEmail'>;

/**
 * Who a person is here, by the identity that is known, else by the verified e-mail address, else by what the deployment provides
 * for newcomers. A token for an organisation leads to that organisation's tenant only; one without leads to no organisation's
 * tenant, since it does not say that its person still belongs to one.
 */
export async function decide(db: Db, rules: Rules, person: Person): Promise<Decision> {
  const { organisation } = person;
  const home = organisation === null ? null : await findOrganisation(db, person.issuer, organisation);
  const within = (seats: Seat[]) => (organisation === null ? unorganised(db, person, seats) : at(home, seats));

  const [seat, ...others] = await within(await findSeats(db, person.issuer, person.subject));
  if (others.length > 0) return REFUSE; // nothing says which is meant
  if (seat) {
    const member = await findMember(db, seat.tenantId, seat.memberId);
    if (member?.status !== 'active') return REFUSE;
    return { kind: person.role === null || person.role === member.role ? 'admit' : 'change', ...seat };
  }

  if (person.email !== null && (organisation !== null || rules.linkByEmail)) {
    const entries = await findDirectoryEntries(db, person.email);
    const namesakes = entries.map((entry) => ({ tenantId: entry.tenant_id, memberId: entry.member_id }));
    const [namesake, ...more] = await within(namesakes);
    if (namesake && more.length === 0) {
      const member = await findMember(db, namesake.tenantId, namesake.memberId);
      return member?.status === 'active' || member?.status === 'invited' ? { kind: 'link', ...namesake } : REFUSE;
    }
  }

  if (home !== null) return rules.provision === 'none' ? REFUSE : { kind: 'join', tenantId: home };
  return rules.provision === 'tenants' ? { kind: 'found' } : REFUSE;
}

const at = (home: string | null, seats: Seat[]): Seat[] => seats.filter((seat) => seat.tenantId === home);

async function unorganised(db: Db, { issuer }: Person, seats: Seat[]): Promise<Seat[]> {
  const taken = await organised(
    db,
    issuer,
    seats.map((seat) => seat.tenantId),
  );
  return seats.filter((seat) => !taken.has(seat.tenantId));
}
