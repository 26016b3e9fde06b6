import type { BodyOf, routes } from '@ragkeep/contract';
import { hashPassword } from '../../platform/passwords.ts';
import { type Origin, startSession } from '../sessions/index.ts';
import { addOwner, createTenant, requireRegistration } from '../tenants/index.ts';
import { type LoggedIn, type LoginDeps, noteLogin } from './login.ts';

export interface RegisterDeps extends LoginDeps {
  registration: 'open' | 'closed';
}

/** Longest name of a tenant; an address can be longer. */
const MAX_NAME = 200;

/** A new tenant whose owner is logged in. Throws `registration_closed`, `rate_limited`, `unavailable`. */
export async function register(
  deps: RegisterDeps,
  input: BodyOf<typeof routes.register>,
  origin: Origin,
): Promise<LoggedIn> {
  const { email, password, firstName, lastName, name = email.slice(0, MAX_NAME) } = input;
  await requireRegistration(deps, origin.address);
  const passwordHash = await hashPassword(password);
  return deps.db.transaction().execute(async (tx) => {
    const actor = await createTenant(tx, deps, { name, email }, origin.address);
    const owner = await addOwner(tx, deps, actor, { email, passwordHash, firstName, lastName });
    const member = await noteLogin(tx, deps, owner);
    return { member, tokens: await startSession(tx, deps, member, origin) };
  });
}
