import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import { deleteMember, removeSecondFactor, updateMember } from './change.ts';
import { createMember } from './create.ts';
import { inviteMember, resendInvite } from './invite.ts';
import { getMember, listMembers } from './read.ts';
import type { MemberDeps } from './types.ts';

export { removeSecondFactor, updateMember as changeMember } from './change.ts';
export { createMember } from './create.ts';
export { inviteMember } from './invite.ts';
export { deleteExpiredLinks } from './link-store.ts';
export { checkLink, forgetLinks, issueLink, useLink } from './links.ts';
export { emailChangeNotice, emailConfirmation, passwordReset } from './mails.ts';
export { auditFacts as memberFacts, presentMember } from './present.ts';
export { listMembers } from './read.ts';
export {
  openTotpSecret,
  recoveryCodeDigest,
  sealedTotpSecrets,
  sealTotpSecret,
  verifySecondFactor,
} from './second-factor.ts';
export {
  deleteDirectoryEntries,
  findDirectoryEntries,
  findMember,
  insertMember,
  isMemberEmail,
  lockMember,
  type MemberRow,
  moveEmail,
  NO_SECOND_FACTOR,
  tenantName,
  updateMember,
} from './store.ts';
export type { MemberDeps } from './types.ts';

export function registerMembers(router: Router, deps: MemberDeps): void {
  router.handle(routes.listMembers, ({ principal, query }) => listMembers(deps, principal, query));
  router.handle(routes.createMember, ({ principal, body }) => createMember(deps, principal, body));
  router.handle(routes.inviteMember, ({ principal, body }) => inviteMember(deps, principal, body));
  router.handle(routes.resendInvite, async ({ principal, params }) => {
    await resendInvite(deps, principal, params.id);
    return undefined;
  });
  router.handle(routes.getMember, ({ principal, params }) => getMember(deps, principal, params.id));
  router.handle(routes.updateMember, ({ principal, params, body }) => updateMember(deps, principal, params.id, body));
  router.handle(routes.deleteMember, async ({ principal, params }) => {
    await deleteMember(deps, principal, params.id);
    return undefined;
  });
  router.handle(routes.removeSecondFactor, async ({ principal, params }) => {
    await removeSecondFactor(deps, principal, params.id);
    return undefined;
  });
}
