import { decodeBase64Url } from './base64url.ts';
import { FORBIDDEN_NAMES, isJson, isPlainObject, isText } from './json.ts';
import { isScope, type Scope } from './scopes.ts';

/** What a derived key allows, which is never more than its parent does. A claim left out narrows nothing. */
export interface DerivedClaims {
  /** Kept in whole seconds, rounded down. */
  readonly expiresAt: Date;
  readonly scopes?: readonly Scope[];
  readonly projectIds?: readonly string[];
  readonly agentIds?: readonly string[];
  /** A metadata filter that every search is held to, besides its own. 1 to 20 entries. */
  readonly filter?: Record<string, unknown>;
  /** Whom the key is for: a label in the audit, 1 to 200 characters. */
  readonly subject?: string;
}

/** The claims as the token carries them. */
export interface DerivedPayload {
  /** SHA-256 of the parent key in base64url. */
  readonly k: string;
  /** Expiry in Unix seconds. */
  readonly exp: number;
  readonly scopes?: readonly Scope[];
  readonly project_ids?: readonly string[];
  readonly agent_ids?: readonly string[];
  readonly filter?: Record<string, unknown>;
  readonly sub?: string;
}

const MAX_SUBJECT_LENGTH = 200;
const MAX_FILTER_ENTRIES = 20;

/** 9999-12-31T23:59:59Z, the last second whose year has four digits: later ones are not read everywhere. */
const MAX_EXPIRY = 253_402_300_799;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

interface Rule {
  readonly accepts: (value: unknown) => boolean;
  readonly says: string;
}

const isId = (item: unknown): boolean => typeof item === 'string' && UUID.test(item);

const RULES: Readonly<Record<keyof DerivedPayload, Rule>> = {
  k: {
    accepts: (value) => typeof value === 'string' && decodeBase64Url(value)?.length === 32,
    says: 'the parent must be named by its SHA-256',
  },
  exp: {
    accepts: (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) <= MAX_EXPIRY,
    says: 'the expiry must be a date after 1970 and before the year 10000',
  },
  scopes: {
    accepts: (value) => isListOf(value, (item) => typeof item === 'string' && isScope(item)),
    says: 'the scopes must be one or more known ones',
  },
  project_ids: {
    accepts: (value) => isListOf(value, isId),
    says: 'the project ids must be one or more lower-case UUIDs',
  },
  agent_ids: { accepts: (value) => isListOf(value, isId), says: 'the agent ids must be one or more lower-case UUIDs' },
  filter: {
    accepts: (value) => isPlainObject(value) && hasEntries(value, MAX_FILTER_ENTRIES) && isJson(value),
    says: `the filter must be a JSON object of 1 to ${MAX_FILTER_ENTRIES} entries, without undefined, NaN, NUL or ${[...FORBIDDEN_NAMES].join(', ')}`,
  },
  sub: {
    accepts: (value) =>
      typeof value === 'string' && isText(value) && value !== '' && value.length <= MAX_SUBJECT_LENGTH,
    says: `the subject must be text of 1 to ${MAX_SUBJECT_LENGTH} characters`,
  },
};

/** What keeps an object from being a payload, in words; null when it is one. */
export function payloadProblem(value: object): string | null {
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(RULES, name)) return 'it has an unknown field';
  }
  for (const [name, { accepts, says }] of Object.entries(RULES)) {
    const field = Object.getOwnPropertyDescriptor(value, name)?.value;
    const optional = name !== 'k' && name !== 'exp';
    if (field === undefined ? !optional : !accepts(field)) return says;
  }
  return null;
}

export function isPayload(value: unknown): value is DerivedPayload {
  return isPlainObject(value) && payloadProblem(value) === null;
}

const CLAIM_NAMES: ReadonlySet<string> = new Set<keyof DerivedClaims>([
  'expiresAt',
  'scopes',
  'projectIds',
  'agentIds',
  'filter',
  'subject',
]);

/** The name of a claim that is misspelt or undefined, if any: passed over, it would leave the key wider than was meant. */
export function lostClaim(claims: DerivedClaims): string | undefined {
  return Object.entries(claims).find(([name, value]) => value === undefined || !CLAIM_NAMES.has(name))?.[0];
}

export function toPayload(k: string, claims: DerivedClaims): DerivedPayload {
  const { expiresAt, scopes, projectIds, agentIds, filter, subject } = claims;
  return {
    k,
    exp: Math.floor(expiresAt.getTime() / 1000),
    ...(scopes !== undefined && { scopes }),
    ...(projectIds !== undefined && { project_ids: projectIds }),
    ...(agentIds !== undefined && { agent_ids: agentIds }),
    ...(filter !== undefined && { filter }),
    ...(subject !== undefined && { sub: subject }),
  };
}

export function toClaims({ exp, scopes, project_ids, agent_ids, filter, sub }: DerivedPayload): DerivedClaims {
  return {
    expiresAt: new Date(exp * 1000),
    ...(scopes !== undefined && { scopes }),
    ...(project_ids !== undefined && { projectIds: project_ids }),
    ...(agent_ids !== undefined && { agentIds: agent_ids }),
    ...(filter !== undefined && { filter }),
    ...(sub !== undefined && { subject: sub }),
  };
}

/** An empty list is refused: one reader would take it for nothing, another for no limit. */
function isListOf(value: unknown, accepts: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(accepts);
}

/** An empty filter is refused too: it would let everything pass, which is hardly what its maker meant. */
function hasEntries(value: object, most: number): boolean {
  const { length } = Object.keys(value);
  return length > 0 && length <= most;
}
