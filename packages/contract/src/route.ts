import type { Scope } from '@ragkeep/access';
import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/**
 * Who may call a route. `public`: anyone, no credential is read. `authenticated`: any valid credential. A list of scopes:
 * a principal that holds at least one of them; the first is the one a refusal names.
 */
export type Access = 'public' | 'authenticated' | readonly [Scope, ...Scope[]];

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Where every path of the contract lives. */
export const API_BASE = '/api/v1';

/** One operation of the API: everything that its handler, its types, its OpenAPI entry and the SDK are made from. */
export interface RouteDefinition {
  /** Unique; the OpenAPI `operationId` and the SDK's method. */
  readonly id: string;
  readonly method: Method;
  /** Below `/api/v1`, parameters as `:name`. */
  readonly path: string;
  /** Further paths of the same resource, as where a project is called a workspace. */
  readonly aliases?: readonly string[];
  /** Further paths that are not below `/api/v1`, for clients that look for them there. */
  readonly rootPaths?: readonly string[];
  /** Whether the last parameter of the path may hold slashes, encoded or not. */
  readonly lastParamHoldsSlashes?: boolean;
  /** In whose form its errors come; ours, unless it is said. */
  readonly errorShape?: 'openai';
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** Whether API keys may call it even where the tenant's plan is without API access. */
  readonly onEveryPlan?: boolean;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The form's parts, where the route takes `multipart/form-data` too (or only, when there is no `body`). */
  readonly multipart?: z.ZodType;
  /** Whether an `Idempotency-Key` header is honoured: every route that creates or starts work. */
  readonly idempotent?: boolean;
  readonly success: Success;
  /** Codes beyond those that follow from the rest of the definition (see `errorsOf`). */
  readonly errors?: readonly ErrorCode[];
}

export interface Success {
  readonly status: 200 | 201 | 202 | 204;
  readonly description: string;
  /** The JSON body; absent for 204 and for bodies that are not JSON. */
  readonly body?: z.ZodType;
  /** For bodies that are not JSON. */
  readonly contentType?: string;
  /** What the body may be as well, if the request asks for it. */
  readonly otherContentTypes?: readonly string[];
  /** What its server-sent events carry, by their name, where the body may be `text/event-stream`. */
  readonly events?: Readonly<Record<string, z.ZodType>>;
}

/** All paths of a route, whole. */
export const pathsOf = ({ path, aliases = [], rootPaths = [] }: RouteDefinition): string[] => [
  ...[path, ...aliases].map((each) => API_BASE + each),
  ...rootPaths,
];

/** Keeps the literal types of a definition. */
export const defineRoute = <const R extends RouteDefinition>(route: R): R => route;

type Output<T> = T extends z.ZodType ? z.output<T> : undefined;

export type ParamsOf<R extends RouteDefinition> = Output<R['params']>;
export type QueryOf<R extends RouteDefinition> = Output<R['query']>;
export type BodyOf<R extends RouteDefinition> = Output<R['body']>;
/** What a handler returns: the success body before it is written as JSON. A `Response` for what is streamed or names its own headers. */
export type ResultOf<R extends RouteDefinition> = R['success'] extends { body: infer B extends z.ZodType }
  ? z.input<B> | (R['success'] extends { otherContentTypes: readonly string[] } ? Response : never)
  : R['success'] extends { contentType: string }
    ? string | Uint8Array | Response
    : undefined;

/** Every error code a route can answer with, in the catalogue's order of status. */
export function errorsOf(route: RouteDefinition): ErrorCode[] {
  const codes = new Set<ErrorCode>(['invalid_request', 'internal_error', 'unavailable']);
  if (route.access !== 'public') {
    codes.add('unauthorized');
    codes.add('token_expired');
    codes.add('address_not_allowed');
    codes.add('app_not_approved');
    codes.add('rate_limited');
    codes.add('duplicate_credentials');
    codes.add('credential_in_query');
  }
  if (route.access !== 'public' && !route.onEveryPlan) codes.add('feature_unavailable');
  if (Array.isArray(route.access)) codes.add('insufficient_scope');
  if (route.params) codes.add('not_found');
  if (route.body || route.multipart) {
    codes.add('payload_too_large');
    codes.add('unsupported_media_type');
  }
  if (route.body) codes.add('malformed_json');
  if (route.idempotent) codes.add('idempotency_conflict');
  for (const code of route.errors ?? []) codes.add(code);
  return [...codes];
}
