import { z } from 'zod';
import { password } from '../common.ts';
import { defineRoute } from '../route.ts';
import { member, memberEmail, personName } from './members.ts';

/** A password that exists already: rules are for new ones. */
const presentPassword = z.string().min(1).max(256);
const token = z.string().min(1).max(200).describe('From the mailed link');
const code = z.string().min(1).max(50).describe('Six digits of the authenticator app, or a recovery code');

export const acceptInvite = defineRoute({
  id: 'acceptInvite',
  method: 'POST',
  path: '/auth/invites/accept',
  tag: 'Account',
  summary: 'Accept an invitation',
  description: 'Sets the password; then log in.',
  access: 'public',
  body: z.strictObject({
    token,
    password,
    first_name: personName.optional(),
    last_name: personName.optional(),
  }),
  success: { status: 204, description: 'The member is active' },
  errors: ['invalid_link'],
});

export const forgotPassword = defineRoute({
  id: 'forgotPassword',
  method: 'POST',
  path: '/auth/password/forgot',
  tag: 'Account',
  summary: 'Ask for a link to set a new password',
  description:
    'The answer is the same whether the address is a member’s or not. The link is good for one hour. Limited by the caller’s address and by the e-mail address.',
  access: 'public',
  body: z.strictObject({ email: memberEmail }),
  success: { status: 204, description: 'If the address is a member’s, a mail is on its way' },
  errors: ['rate_limited'],
});

export const resetPassword = defineRoute({
  id: 'resetPassword',
  method: 'POST',
  path: '/auth/password/reset',
  tag: 'Account',
  summary: 'Set a new password with a mailed link',
  description: 'Ends all sessions of the member.',
  access: 'public',
  body: z.strictObject({ token, password }),
  success: { status: 204, description: 'The password is set; log in' },
  errors: ['invalid_link'],
});

export const changePassword = defineRoute({
  id: 'changePassword',
  method: 'POST',
  path: '/auth/password',
  tag: 'Account',
  summary: 'Change your password',
  description: 'Ends all your other sessions.',
  access: 'authenticated',
  body: z.strictObject({ current_password: presentPassword, new_password: password }),
  success: { status: 204, description: 'The password is changed' },
  errors: ['members_only', 'invalid_login'],
});

export const changeEmail = defineRoute({
  id: 'changeEmail',
  method: 'POST',
  path: '/auth/email',
  tag: 'Account',
  summary: 'Change your e-mail address',
  description:
    'Mails a link to the new address, good for 24 hours, and a notice to the present one, which stays until the link is used.',
  access: 'authenticated',
  body: z.strictObject({ email: memberEmail, password: presentPassword }),
  success: { status: 204, description: 'The link is on its way to the new address' },
  errors: ['members_only', 'invalid_login', 'email_taken'],
});

export const confirmEmail = defineRoute({
  id: 'confirmEmail',
  method: 'POST',
  path: '/auth/email/confirm',
  tag: 'Account',
  summary: 'Confirm a new e-mail address with a mailed link',
  access: 'public',
  body: z.strictObject({ token }),
  success: { status: 204, description: 'The new address is yours, and the one to log in with' },
  errors: ['invalid_link', 'email_taken'],
});

export const updateProfile = defineRoute({
  id: 'updateProfile',
  method: 'PATCH',
  path: '/auth/profile',
  tag: 'Account',
  summary: 'Change your name',
  access: 'authenticated',
  body: z.strictObject({ first_name: personName.optional(), last_name: personName.optional() }),
  success: { status: 200, description: 'You as you are now', body: member },
  errors: ['members_only'],
});

export const beginTotp = defineRoute({
  id: 'beginTotp',
  method: 'POST',
  path: '/auth/totp',
  tag: 'Account',
  summary: 'Begin with a second factor',
  description: 'Nothing is asked for at login until a first code confirms that the authenticator app works.',
  access: 'authenticated',
  body: z.strictObject({ password: presentPassword }),
  success: {
    status: 200,
    description: 'For the authenticator app; shown only here',
    body: z.strictObject({
      secret: z.string().describe('Base32, to be typed'),
      uri: z.string().describe('`otpauth://…`, to be shown as a QR code'),
    }),
  },
  errors: ['members_only', 'invalid_login', 'second_factor_state'],
});

export const confirmTotp = defineRoute({
  id: 'confirmTotp',
  method: 'POST',
  path: '/auth/totp/confirm',
  tag: 'Account',
  summary: 'Turn the second factor on with a first code',
  access: 'authenticated',
  body: z.strictObject({ code }),
  success: {
    status: 200,
    description: 'Recovery codes for a lost device, each good once; shown only here',
    body: z.strictObject({ recovery_codes: z.array(z.string()) }),
  },
  errors: ['members_only', 'invalid_login', 'second_factor_state'],
});

export const disableTotp = defineRoute({
  id: 'disableTotp',
  method: 'POST',
  path: '/auth/totp/disable',
  tag: 'Account',
  summary: 'Turn the second factor off',
  access: 'authenticated',
  body: z.strictObject({ password: presentPassword, code }),
  success: { status: 204, description: 'The password alone is enough again' },
  errors: ['members_only', 'invalid_login', 'second_factor_state'],
});
