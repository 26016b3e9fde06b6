import type { ApiKey, CreateApiKeyBody, CreatedApiKey, Ragkeep } from '@ragkeep/sdk';
import { z } from 'zod';
import { defineCommand, type Result } from '../command.ts';
import { everyItem } from '../every-item.ts';
import { facts, listed, listOf, table, uuid, wholeNumber } from '../terminal/index.ts';

const stateOf = (key: ApiKey): string => (key.is_active ? 'active' : key.revoked_at ? 'revoked' : 'expired');
const MOST_GRACE_SECONDS = 30 * 24 * 3600;

/** The only place where a key is printed. */
const shown = (key: CreatedApiKey): Result => ({
  output: key,
  text: `${facts({
    Key: key.raw_key,
    Id: key.id,
    Scopes: key.scopes.join(', '),
    Projects: listed(key.project_ids, 'all'),
    Expires: key.expires_at ?? 'never',
  })}\n\nThe key is shown only now: the server keeps a hash of it.`,
});

export const keys = [
  defineCommand({
    name: 'keys list',
    summary: 'List your tenant’s keys, newest first',
    shape: {},
    async run({ connect }) {
      const found = await everyItem((await connect()).ragkeep.listApiKeys({ limit: 200 }));
      const rows = found.map((key) => [
        key.id,
        `${key.key_prefix}…`,
        key.name,
        stateOf(key),
        key.scopes.join(','),
        listed(key.project_ids, 'all'),
        key.last_used_at,
      ]);
      return { output: found, text: table(['ID', 'KEY', 'NAME', 'STATE', 'SCOPES', 'PROJECTS', 'LAST USED'], rows) };
    },
  }),

  defineCommand({
    name: 'keys create',
    summary: 'Create a key that may do no more than yours',
    shape: {
      name: z.string().min(1).describe('what it is for'),
      scopes: listOf(z.string())
        .optional()
        .describe('a,b,… of what it may do; else as yours, less keys, members and tenant'),
      projects: listOf(z.string().min(1)).optional().describe('ids or slugs,… of the only projects it may touch'),
      environment: z.enum(['live', 'test']).optional().describe('live (the default) or test'),
      expires: z.iso.datetime({ offset: true }).optional().describe('when it ends, as 2030-01-01T00:00:00Z'),
    },
    async run({ connect }, { name, scopes, projects, environment, expires }) {
      const { ragkeep } = await connect();
      return shown(
        await ragkeep.createApiKey({
          name,
          // Which scopes there are is the server's to say.
          ...(scopes ? { scopes: scopes as NonNullable<CreateApiKeyBody['scopes']> } : {}),
          ...(projects ? { project_ids: await idsOf(ragkeep, projects) } : {}),
          ...(environment ? { environment } : {}),
          ...(expires ? { expires_at: expires } : {}),
        }),
      );
    },
  }),

  defineCommand({
    name: 'keys rotate',
    summary: 'Give a key a new secret; the old one ends at once, or after --grace seconds',
    shape: {
      keyId: uuid,
      grace: wholeNumber(0, MOST_GRACE_SECONDS).optional().describe('seconds that the old secret lives on; else none'),
    },
    positionals: ['keyId'],
    async run({ connect }, { keyId, grace }) {
      const body = grace === undefined ? {} : { grace_seconds: grace };
      return shown(await (await connect()).ragkeep.rotateApiKey(keyId, body));
    },
  }),

  defineCommand({
    name: 'keys revoke',
    summary: 'Revoke a key: every use of it from now on is refused',
    shape: { keyId: uuid },
    positionals: ['keyId'],
    async run({ connect }, { keyId }) {
      await (await connect()).ragkeep.deleteApiKey(keyId);
      return { output: { id: keyId, revoked: true }, text: `Revoked ${keyId}.` };
    },
  }),
];

const idsOf = (ragkeep: Ragkeep, projects: string[]): Promise<string[]> =>
  Promise.all(
    projects.map(async (project) =>
      uuid.safeParse(project).success ? project : (await ragkeep.getProject(project)).id,
    ),
  );
