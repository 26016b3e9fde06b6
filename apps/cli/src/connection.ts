import { Ragkeep } from '@ragkeep/sdk';
import { ClientError } from './errors.ts';
import { DEFAULT_PROFILE, type Environment, readProfiles } from './profiles.ts';
import { UsageError } from './terminal/index.ts';

export const DEFAULT_URL = 'http://127.0.0.1:3000';

/** What was typed of where to go. */
export interface Target {
  url?: string | undefined;
  profile?: string | undefined;
}

export interface Connection {
  ragkeep: Ragkeep;
  url: string;
  /** For messages: `in RAGKEEP_KEY`. */
  keyIsFrom: string;
}

/**
 * What is typed wins over the environment, and that over the profile. A profile's key goes to that profile's server only, so that
 * another address never gets it.
 */
export async function connect(env: Environment, { url: typedUrl, profile }: Target): Promise<Connection> {
  const name = profile ?? DEFAULT_PROFILE;
  const saved = (await readProfiles(env))[name];
  if (profile !== undefined && !saved) throw new ClientError(`There is no profile “${profile}”: ragkeep login`);
  const envUrl = profile === undefined ? env.RAGKEEP_URL : undefined;
  const envKey = profile === undefined ? env.RAGKEEP_KEY : undefined;
  const url = cleanUrl(typedUrl ?? (envUrl || saved?.url) ?? DEFAULT_URL);
  const savedKey = saved?.url === url ? saved.key : undefined;
  const apiKey = envKey || savedKey;
  if (!apiKey) throw new UsageError(`There is no key for ${url}: ragkeep login, or put one into RAGKEEP_KEY.`);
  const keyIsFrom = envKey ? 'in RAGKEEP_KEY' : `of the profile “${name}”`;
  return { ragkeep: new Ragkeep({ baseUrl: url, apiKey }), url, keyIsFrom };
}

/** Without a slash at its end. Throws a UsageError for what is no address of a server. */
export function cleanUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError(`“${text}” is no address such as ${DEFAULT_URL}`);
  return url.href.replace(/\/+$/, '');
}
