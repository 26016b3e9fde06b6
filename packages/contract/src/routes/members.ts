import { ROLES } from '@ragkeep/access';
import { z } from 'zod';
import { id, line, listOf, page, password, timestamp } from '../common.ts';
import { defineRoute } from '../route.ts';

const params = z.strictObject({ id });
const role = z.enum(ROLES);

/** An e-mail address as members have it: in small letters, so that one person is not two. */
export const memberEmail = z.email().max(320).toLowerCase();

/** A first or last name. */
export const personName = line(100);

export const member = z
  .strictObject({
    id,
    email: z.email(),
    first_name: z.string().describe('Empty where it is not known'),
    last_name: z.string().describe('Empty where it is not known'),
    role,
    status: z
      .enum(['invited', 'active', 'disabled'])
      .describe('`invited`: has not accepted yet; `disabled`: cannot log in, nor do their keys work'),
    second_factor: z.boolean().describe('Whether a login takes a code as well'),
    created_at: timestamp,
    last_login_at: timestamp.nullable(),
  })
  .meta({ id: 'Member', description: 'A person who logs in to the tenant' });

const newMember = { email: memberEmail, role, first_name: personName.optional(), last_name: personName.optional() };

export const listMembers = defineRoute({
  id: 'listMembers',
  method: 'GET',
  path: '/members',
  tag: 'Members',
  summary: 'List members',
  description: 'Newest first.',
  access: ['members:read'],
  query: page.extend({ role: role.optional(), status: z.enum(['invited', 'active', 'disabled']).optional() }),
  success: { status: 200, description: 'A page of members', body: listOf(member) },
  errors: ['invalid_cursor', 'reach_exceeded'],
});

export const createMember = defineRoute({
  id: 'createMember',
  method: 'POST',
  path: '/members',
  tag: 'Members',
  summary: 'Add a member with a password',
  description:
    'They can log in at once. Nobody appoints a role that may do more than they may; owners are appointed by owners, or by a key with `tenant:admin` that no member answers for. A key that is bound to addresses, or that ends, appoints nobody.',
  access: ['members:write'],
  idempotent: true,
  body: z.strictObject({ ...newMember, password }),
  success: { status: 201, description: 'The member', body: member },
  errors: ['role_exceeded', 'reach_exceeded', 'email_taken'],
});

export const inviteMember = defineRoute({
  id: 'inviteMember',
  method: 'POST',
  path: '/members/invites',
  tag: 'Members',
  summary: 'Invite a member by e-mail',
  description:
    'Mails a link that is good for 7 days, with which they choose a password. When the mail cannot be sent, the answer is 503 and the invitation stands: send it again.',
  access: ['members:write'],
  idempotent: true,
  body: z.strictObject(newMember),
  success: { status: 201, description: 'The member, who is `invited` until they accept', body: member },
  errors: ['role_exceeded', 'reach_exceeded', 'email_taken'],
});

export const resendInvite = defineRoute({
  id: 'resendInvite',
  method: 'POST',
  path: '/members/:id/invite',
  tag: 'Members',
  summary: 'Send an invitation again',
  description: 'With a new link; the one before is dead. 409 for whoever is no longer `invited`.',
  access: ['members:write'],
  params,
  success: { status: 204, description: 'It was sent' },
  errors: ['role_exceeded', 'reach_exceeded', 'email_taken'],
});

export const getMember = defineRoute({
  id: 'getMember',
  method: 'GET',
  path: '/members/:id',
  tag: 'Members',
  summary: 'Read a member',
  access: ['members:read'],
  params,
  success: { status: 200, description: 'The member', body: member },
  errors: ['reach_exceeded'],
});

export const updateMember = defineRoute({
  id: 'updateMember',
  method: 'PATCH',
  path: '/members/:id',
  tag: 'Members',
  summary: 'Change a member',
  description:
    'A changed role counts at once, for their sessions and keys too. Disabling ends their sessions and stops their keys.',
  access: ['members:write'],
  params,
  body: z.strictObject({
    role: role.optional(),
    first_name: personName.optional(),
    last_name: personName.optional(),
    status: z.enum(['active', 'disabled']).optional(),
  }),
  success: { status: 200, description: 'The member as they are now', body: member },
  errors: ['role_exceeded', 'reach_exceeded', 'last_owner'],
});

export const deleteMember = defineRoute({
  id: 'deleteMember',
  method: 'DELETE',
  path: '/members/:id',
  tag: 'Members',
  summary: 'Remove a member',
  description: 'Ends their sessions and revokes the keys they made, at once.',
  access: ['members:write'],
  params,
  success: { status: 204, description: 'They are gone' },
  errors: ['role_exceeded', 'reach_exceeded', 'last_owner'],
});

export const removeSecondFactor = defineRoute({
  id: 'removeSecondFactor',
  method: 'DELETE',
  path: '/members/:id/second-factor',
  tag: 'Members',
  summary: 'Remove a member’s lost second factor',
  access: ['members:write'],
  params,
  success: { status: 204, description: 'Their password alone is enough again' },
  errors: ['role_exceeded', 'reach_exceeded', 'second_factor_state'],
});
