import type { Reach, Scope } from '@ragkeep/access';
import type { BodyOf, routes } from '@ragkeep/contract';
import { idOfMaker, type Principal } from '../../access/principal.ts';
import { invalid } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { narrowsCidrs } from './bounds.ts';
import type * as store from './store.ts';

type Input = Omit<BodyOf<typeof routes.createApiKey>, 'scopes' | 'recoverable'> & { scopes: readonly Scope[] };

/**
 * A key as it was asked for, bounded as its maker is. That the maker holds the scopes and that projects and agents exist is checked
 * elsewhere.
 *
 * @param at what the names of the input's fields begin with in a refusal
 */
export function boundedKey(
  principal: Principal,
  maker: store.KeyRow | undefined,
  input: Input,
  now: Date,
  at = '',
): Omit<store.NewKey, 'keyPrefix' | 'sealedSecret'> {
  return {
    id: uuidv7(),
    name: input.name,
    environment: input.environment,
    scopes: input.scopes,
    projectIds: chosenReach(principal.projectIds, input.project_ids),
    agentIds: chosenReach(principal.agentIds, input.agent_ids),
    allowedCidrs: chosenCidrs(maker?.allowed_cidrs ?? null, input.allowed_cidrs, at),
    ratePerMinute: smaller(maker?.rate_limit_per_minute ?? null, input.rate_limit_per_minute ?? null),
    metadata: input.metadata,
    createdBy: { type: principal.type, id: idOfMaker(principal) },
    memberId: principal.memberId,
    createdAt: now,
    expiresAt: earlier(maker?.expires_at ?? null, input.expires_at, now, at),
  };
}

const chosenReach = (own: Reach, chosen: readonly string[] | undefined): Reach =>
  chosen === undefined ? own : [...new Set(chosen)];

/** A key made by a key that is bound to addresses is bound to them as well: else the bound could be cast off. */
function chosenCidrs(
  own: readonly string[] | null,
  chosen: readonly string[] | undefined,
  at: string,
): readonly string[] | null {
  if (chosen === undefined) return own;
  if (narrowsCidrs(own, chosen)) return chosen;
  throw invalid(`${at}allowed_cidrs`, 'goes beyond the addresses that your own key is limited to');
}

const smaller = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** A key does not outlive the key that made it by its own wish, only by that one's being rotated or kept. */
function earlier(makers: Date | null, chosen: string | undefined, now: Date, at: string): Date | null {
  if (chosen === undefined) return makers;
  const date = new Date(chosen);
  if (date <= now) throw invalid(`${at}expires_at`, 'must be in the future');
  if (makers !== null && date > makers) throw invalid(`${at}expires_at`, 'lies after the end of the key that you use');
  return date;
}
