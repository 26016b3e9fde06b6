import { ERRORS, type ErrorCode, type FactsOf } from './errors.ts';

/** Below these paths every error has OpenAI's form, those of paths that do not exist included. */
export const OPENAI_BASES = ['/v1', '/api/v1/openai'] as const;

export interface OpenAiErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null };
}

/** OpenAI's names for what has one there; everything else keeps ours, as `code`. */
const NAMES: Partial<Record<ErrorCode, { type?: string; code: string | null }>> = {
  unauthorized: { code: 'invalid_api_key' },
  invalid_request: { code: null },
  malformed_json: { code: null },
  insufficient_scope: { code: 'insufficient_permissions' },
  feature_unavailable: { code: 'insufficient_permissions' },
  address_not_allowed: { code: 'insufficient_permissions' },
  reach_exceeded: { code: 'insufficient_permissions' },
  not_found: { code: 'model_not_found' },
  method_not_allowed: { code: 'method_not_supported' },
  rate_limited: { type: 'requests', code: 'rate_limit_exceeded' },
};

/** `type` and `code` of an error of the catalogue, as OpenAI's clients know them. */
export function openAiNames(code: ErrorCode): { type: string; code: string | null } {
  const type = ERRORS[code].status >= 500 ? 'server_error' : 'invalid_request_error';
  return { type, code, ...NAMES[code] };
}

/** The body of an error response in the form of OpenAI's API (its reference, "Error codes"; the types of its clients). */
export function openAiErrorBody<C extends ErrorCode>(code: C, facts: FactsOf<C>): OpenAiErrorBody {
  const { message } = ERRORS[code] as { message: (facts: FactsOf<C>) => string };
  const { issues, resource } = facts as { issues?: { path: string }[]; resource?: string };
  const names = openAiNames(code);
  // Without a resource it is the path that leads nowhere.
  if (code === 'not_found' && resource !== 'model') names.code = resource === undefined ? 'unknown_url' : 'not_found';
  const param = issues?.[0]?.path || (names.code === 'model_not_found' ? 'model' : null);
  return { error: { message: message(facts), type: names.type, param, code: names.code } };
}
