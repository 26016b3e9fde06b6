import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { memberFacts, presentMember, updateMember } from '../members/index.ts';
import { lockSelf, ownId } from './self.ts';
import type { AccountDeps } from './types.ts';

/** People change their own names; role, status and address are not theirs to set. */
export async function updateProfile(
  deps: Pick<AccountDeps, 'db' | 'audit'>,
  principal: Principal,
  input: BodyOf<typeof routes.updateProfile>,
): Promise<ResultOf<typeof routes.updateProfile>> {
  ownId(principal);
  return deps.db.transaction().execute(async (tx) => {
    const row = await lockSelf(tx, principal);
    const changed = await updateMember(tx, principal.tenantId, row.id, input);
    await deps.audit.record(tx, principal, {
      action: 'member.updated',
      target: { type: 'member', id: row.id },
      before: memberFacts(row),
      after: memberFacts(changed),
    });
    return presentMember(changed);
  });
}
