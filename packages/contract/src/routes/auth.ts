import { SCOPES } from '@ragkeep/access';
import { z } from 'zod';
import { defineRoute } from '../route.ts';
import { apiKey } from './api-keys.ts';
import { tenant } from './tenants.ts';

export const getMe = defineRoute({
  id: 'getMe',
  method: 'GET',
  path: '/auth/me',
  tag: 'Authentication',
  summary: 'Who is calling?',
  access: 'authenticated',
  success: {
    status: 200,
    description: 'The caller, its tenant and what it may do',
    body: z.strictObject({
      type: z.enum(['key', 'member']),
      tenant,
      scopes: z.array(z.enum(SCOPES)).describe('All that it may do, implied ones included'),
      key: apiKey.optional().describe('Where a key calls'),
    }),
  },
});
