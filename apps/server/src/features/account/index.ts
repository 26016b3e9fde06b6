import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import { changeEmail, confirmEmail } from './email.ts';
import { createForgottenPasswords } from './forgot.ts';
import { acceptInvite } from './invite.ts';
import { changePassword, resetPassword } from './password.ts';
import { updateProfile } from './profile.ts';
import { beginTotp, confirmTotp, disableTotp } from './totp.ts';
import type { AccountDeps } from './types.ts';

/** What people do with their own account. Gives what is to be awaited before the server's parts are closed. */
export function registerAccount(router: Router, deps: AccountDeps): { settle(): Promise<void> } {
  const forgotten = createForgottenPasswords(deps);
  router.handle(routes.acceptInvite, async ({ body, request }) => {
    await acceptInvite(deps, body, request.ip);
    return undefined;
  });
  router.handle(routes.forgotPassword, async ({ body, request }) => {
    await forgotten.ask(body.email, request.ip);
    return undefined;
  });
  router.handle(routes.resetPassword, async ({ body, request }) => {
    await resetPassword(deps, body, request.ip);
    return undefined;
  });
  router.handle(routes.changePassword, async ({ principal, body }) => {
    await changePassword(deps, principal, body);
    return undefined;
  });
  router.handle(routes.changeEmail, async ({ principal, body }) => {
    await changeEmail(deps, principal, body);
    return undefined;
  });
  router.handle(routes.confirmEmail, async ({ body, request }) => {
    await confirmEmail(deps, body, request.ip);
    return undefined;
  });
  router.handle(routes.updateProfile, ({ principal, body }) => updateProfile(deps, principal, body));
  router.handle(routes.beginTotp, ({ principal, body }) => beginTotp(deps, principal, body));
  router.handle(routes.confirmTotp, ({ principal, body }) => confirmTotp(deps, principal, body));
  router.handle(routes.disableTotp, async ({ principal, body }) => {
    await disableTotp(deps, principal, body);
    return undefined;
  });
  return forgotten;
}
