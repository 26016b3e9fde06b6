import { ROLES } from '@ragkeep/access';
import { plain, table, uuid } from '@ragkeep/cli/terminal';
import { routes } from '@ragkeep/contract';
import { z } from 'zod';
import {
  changeMember,
  createMember,
  inviteMember,
  listMembers,
  removeSecondFactor,
} from '../../features/members/index.ts';
import type { Mailer } from '../../platform/mail/index.ts';
import { defineCommand } from '../command.ts';
import { everyPage } from '../pages.ts';
import { operatorOf } from '../principal.ts';
import { requireTenant } from '../store.ts';
import { resetPassword } from './reset-password.ts';

const body = routes.createMember.body.shape;
const tenant = uuid.describe('the tenant’s id; see `ragkeep tenants`');
const memberId = uuid.describe('the member’s id; see `ragkeep members list`');
const role = z.enum(ROLES).describe(ROLES.join(', '));
const one = { input: z.strictObject({ memberId, tenant }), positionals: ['memberId'] };

/** Nothing is mailed: the texts are for the operator, who hands them on. */
function collectingMailer(): Mailer & { texts: string[] } {
  const texts: string[] = [];
  return { texts, send: async ({ text }) => void texts.push(text), close: async () => {} };
}

const setStatus = (name: string, status: 'active' | 'disabled', summary: string, done: string) =>
  defineCommand({
    name,
    summary,
    ...one,
    run: (deps, input) => changeMember(deps, operatorOf(input.tenant), input.memberId, { status }),
    print: (member) => `${plain(member.email)} ${done}`,
  });

export const members = [
  defineCommand({
    name: 'members list',
    summary: 'List a tenant’s members, newest first',
    input: z.strictObject({ tenant }),
    async run(deps, { tenant: tenantId }) {
      await requireTenant(deps.db, tenantId);
      return everyPage((page) => listMembers(deps, operatorOf(tenantId), page));
    },
    print: (rows) =>
      rows.length === 0
        ? 'The tenant has no members.'
        : table(
            ['ID', 'E-MAIL', 'NAME', 'ROLE', 'STATUS', 'SECOND FACTOR', 'LAST LOGIN'],
            rows.map((member) => [
              member.id,
              member.email,
              `${member.first_name} ${member.last_name}`.trim() || null,
              member.role,
              member.status,
              member.second_factor ? 'on' : 'off',
              member.last_login_at,
            ]),
          ),
  }),

  defineCommand({
    name: 'members create',
    summary: 'Add a member: with a password from standard input, or with an invitation that you hand on',
    input: z.strictObject({
      tenant,
      email: body.email,
      role,
      firstName: body.first_name,
      lastName: body.last_name,
      password: body.password.optional(),
    }),
    secret: { field: 'password', flag: 'password-stdin' },
    async run(deps, { tenant: tenantId, email, role: as, firstName, lastName, password }) {
      await requireTenant(deps.db, tenantId);
      const person = { email, role: as, first_name: firstName, last_name: lastName };
      const mailer = collectingMailer();
      const memberDeps = { ...deps, mailer };
      const member =
        password === undefined
          ? await inviteMember(memberDeps, operatorOf(tenantId), person)
          : await createMember(memberDeps, operatorOf(tenantId), { ...person, password });
      return { member, invitation: mailer.texts[0] ?? null };
    },
    print: ({ member, invitation }) =>
      invitation === null
        ? `${plain(member.email)} can log in as ${member.role} (${member.id}).`
        : `${plain(member.email)} is invited as ${member.role} (${member.id}). Nothing was mailed; hand them this:\n\n${invitation}`,
  }),

  defineCommand({
    name: 'members set-role',
    summary: 'Give a member another role; it counts at once',
    input: z.strictObject({ memberId, tenant, role }),
    positionals: ['memberId'],
    run: (deps, input) => changeMember(deps, operatorOf(input.tenant), input.memberId, { role: input.role }),
    print: (member) => `${plain(member.email)} is ${member.role} now.`,
  }),

  setStatus(
    'members disable',
    'disabled',
    'End a member’s sessions and stop their keys',
    'is disabled: their sessions have ended and their keys do not work.',
  ),
  setStatus('members enable', 'active', 'Let a disabled member in again', 'can log in again.'),

  defineCommand({
    name: 'members reset-password',
    summary: 'Make a link with which a member chooses a new password',
    ...one,
    run: (deps, input) => resetPassword(deps, input.tenant, input.memberId),
    print: ({ email, text }) => `Nothing was mailed; hand this to ${plain(email)}:\n\n${text}`,
  }),

  defineCommand({
    name: 'members remove-second-factor',
    summary: 'For whoever lost their device: the password alone is enough again',
    ...one,
    async run(deps, input) {
      await removeSecondFactor(deps, operatorOf(input.tenant), input.memberId);
      return { id: input.memberId, second_factor: false };
    },
    print: ({ id }) => `The second factor of ${id} is removed.`,
  }),
];
