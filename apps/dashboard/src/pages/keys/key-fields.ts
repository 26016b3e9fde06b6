import type { Scope } from '@ragkeep/access';
import type { CreateApiKeyBody } from '@ragkeep/sdk';
import { type Expiry, instantOf } from './expiry.tsx';
import type { PresetName } from './scopes.ts';

/** What the form of a new key holds. */
export interface KeyFields {
  name: string;
  preset: PresetName;
  scopes: Scope[];
  project_ids: string[];
  agent_ids: string[];
  environment: 'live' | 'test';
  expires_at: Expiry;
  allowed_cidrs: string[];
  rate_limit_per_minute: number | '';
  recoverable: boolean;
}

/** What is left empty is no limit, and is left out. */
export function bodyOf(fields: KeyFields): CreateApiKeyBody {
  const { name, scopes, environment, recoverable, project_ids, agent_ids, allowed_cidrs, rate_limit_per_minute } =
    fields;
  const expires = instantOf(fields.expires_at);
  return {
    name,
    scopes,
    environment,
    recoverable,
    ...(project_ids.length > 0 ? { project_ids } : {}),
    ...(agent_ids.length > 0 ? { agent_ids } : {}),
    ...(allowed_cidrs.length > 0 ? { allowed_cidrs } : {}),
    ...(rate_limit_per_minute === '' ? {} : { rate_limit_per_minute }),
    ...(expires ? { expires_at: expires } : {}),
  };
}
