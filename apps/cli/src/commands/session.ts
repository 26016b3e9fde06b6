import { Ragkeep } from '@ragkeep/sdk';
import { z } from 'zod';
import { type Context, defineCommand } from '../command.ts';
import { cleanUrl, DEFAULT_URL } from '../connection.ts';
import { ClientError, explained } from '../errors.ts';
import { DEFAULT_PROFILE, readProfiles, writeProfiles } from '../profiles.ts';
import { ask, askHidden } from '../prompt.ts';
import { facts, listed, plain, readLine, UsageError } from '../terminal/index.ts';

type Me = Awaited<ReturnType<Ragkeep['getMe']>>;

const describeMe = (url: string, me: Me): string =>
  facts({
    Server: url,
    Tenant: me.tenant.name,
    As: me.key?.name ?? me.member?.email ?? me.type,
    May: me.scopes.join(', '),
    Projects: listed(me.key?.project_ids ?? null, 'all'),
    Expires: me.key?.expires_at ?? 'never',
  });

export const session = [
  defineCommand({
    name: 'login',
    summary: 'Keep the address of a server and a key for it',
    shape: { key: z.literal(true).optional() },
    secret: { field: 'key', flag: 'key-stdin' },
    async run(context, { key: fromStdin }) {
      const { env, target } = context;
      const name = target.profile ?? DEFAULT_PROFILE;
      const profiles = await readProfiles(env);
      const url = cleanUrl(
        target.url ?? (await askUrl(context, fromStdin === true, env.RAGKEEP_URL || profiles[name]?.url)),
      );
      const key = fromStdin ? ((await readLine(context.stdin)) ?? '').trim() : await askKey(context);
      if (key === '') throw new ClientError('There was no key.');
      const me = await new Ragkeep({ baseUrl: url, apiKey: key }).getMe().catch((error: unknown) => {
        throw explained(error, { url, keyIsFrom: 'that was given' });
      });
      const path = await writeProfiles(env, { ...profiles, [name]: { url, key } });
      return {
        output: { profile: name, url, tenant: me.tenant, scopes: me.scopes },
        text: `${describeMe(url, me)}\n\nKept in ${path}, which only you can read, as the profile “${plain(name)}”.`,
      };
    },
  }),

  defineCommand({
    name: 'logout',
    summary: 'Forget the key of a profile; the key itself goes on working',
    shape: {},
    async run({ env, target }) {
      const name = target.profile ?? DEFAULT_PROFILE;
      const { [name]: gone, ...others } = await readProfiles(env);
      if (gone) await writeProfiles(env, others);
      return {
        output: { profile: name, forgotten: gone !== undefined },
        text: gone ? `Forgot the key for ${gone.url}.` : `There is no profile “${plain(name)}”.`,
      };
    },
  }),

  defineCommand({
    name: 'whoami',
    summary: 'Say whose key is used, and what it may do',
    shape: {},
    async run({ connect }) {
      const { ragkeep, url } = await connect();
      const me = await ragkeep.getMe();
      return { output: { url, ...me }, text: describeMe(url, me) };
    },
  }),
];

async function askUrl(context: Context, isScript: boolean, present = DEFAULT_URL): Promise<string> {
  if (isScript || !context.stdin.isTTY) return present;
  return (await ask(context, `Server [${present}]: `)) || present;
}

async function askKey(context: Context): Promise<string> {
  if (!context.stdin.isTTY) throw new UsageError('Give the key on standard input: ragkeep login --key-stdin < key.txt');
  return askHidden(context, 'Key (it is not shown): ');
}
