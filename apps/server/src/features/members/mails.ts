import { API_BASE } from '@ragkeep/contract';
import type { Mail } from '../../platform/mail/index.ts';

interface Linked {
  to: string;
  tenant: string;
  publicUrl: string;
  token: string;
}

/** The token stands behind the `#`, which browsers keep to themselves: it is in no server's log. */
const pageOf = ({ publicUrl, token }: Linked, page: string): string => `${publicUrl}/#/${page}?token=${token}`;

const curlOf = ({ publicUrl }: Linked, path: string, body: object): string =>
  `curl -X POST ${publicUrl}${API_BASE}${path} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;

const CHOSEN = '<the password you choose>';

export const invitation = (mail: Linked): Mail => ({
  to: mail.to,
  subject: 'Your invitation to Ragkeep',
  text: `You are invited to “${mail.tenant}” on Ragkeep.

To accept and choose a password, open:
${pageOf(mail, 'invite')}

Or from a terminal:
${curlOf(mail, '/auth/invites/accept', { token: mail.token, password: CHOSEN })}

The link is good for 7 days and can be used once. If you did not expect this mail, ignore it.
`,
});

export const passwordReset = (mail: Linked): Mail => ({
  to: mail.to,
  subject: 'Set a new password for Ragkeep',
  text: `Somebody, hopefully you, asked to set a new password for your account in “${mail.tenant}” on Ragkeep.

To choose one, open:
${pageOf(mail, 'reset')}

Or from a terminal:
${curlOf(mail, '/auth/password/reset', { token: mail.token, password: CHOSEN })}

The link is good for one hour and can be used once. If it was not you, ignore this mail: nothing has changed.
`,
});

export const emailConfirmation = (mail: Linked): Mail => ({
  to: mail.to,
  subject: 'Confirm your new e-mail address for Ragkeep',
  text: `This address was given as the new one of an account in “${mail.tenant}” on Ragkeep.

To confirm it, open:
${pageOf(mail, 'confirm-email')}

Or from a terminal:
${curlOf(mail, '/auth/email/confirm', { token: mail.token })}

The link is good for 24 hours and can be used once. If it was not you, ignore this mail: nothing has changed.
`,
});

export const emailChangeNotice = (mail: { to: string; tenant: string; email: string }): Mail => ({
  to: mail.to,
  subject: 'Your e-mail address for Ragkeep is about to change',
  text: `${mail.email} was given as the new e-mail address of your account in “${mail.tenant}” on Ragkeep. It takes this
address's place once it is confirmed. If it was not you, change your password at once: that makes the confirmation void.
`,
});
