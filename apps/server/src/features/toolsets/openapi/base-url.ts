import { OpenApiError } from './errors.ts';
import { isObject, type Json } from './refs.ts';

const NEEDED = 'is needed, since the description names no complete http or https address of a server';

/**
 * Where an API's paths begin, without a slash at its end.
 *
 * @param given what the caller says; without it, the description's first server counts, its variables at their defaults
 * @throws OpenApiError
 */
export function baseUrlOf(document: Json, given: string | undefined): string {
  const text = given ?? firstServer(document);
  const url = text === undefined ? null : URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new OpenApiError(NEEDED, 'base_url');
  if (url.username || url.password) throw new OpenApiError('must not hold a user name or password', 'base_url');
  if (url.search || url.hash) throw new OpenApiError('must not hold a query or fragment', 'base_url');
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function firstServer({ servers }: Json): string | undefined {
  const [server] = Array.isArray(servers) ? (servers as unknown[]) : [];
  if (!isObject(server) || typeof server.url !== 'string') return undefined;
  const variables = isObject(server.variables) ? server.variables : {};
  return server.url.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return isObject(variable) && typeof variable.default === 'string' ? variable.default : whole;
  });
}
