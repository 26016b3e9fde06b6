import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { noteUse } from '../../access/usage.ts';
import { invalid } from '../../platform/errors.ts';
import { requireProject } from '../projects/index.ts';
import { FilterError, type SearchInput, type SearchResult, search, servingEncoder } from '../retrieval/index.ts';
import type { SearchDeps } from './deps.ts';

export async function searchProject(
  deps: SearchDeps,
  principal: Principal,
  project: string,
  input: BodyOf<typeof routes.search>,
  signal: AbortSignal,
): Promise<ResultOf<typeof routes.search>> {
  const started = performance.now();
  const projectId = await requireProject(deps.db, principal, project);
  const { query, top_k: topK, mode, filter } = input;
  const filters = present(filter, principal.filter);
  const found = await find(deps, principal.tenantId, { projectId, query, topK, mode, filters }, signal);
  noteUse(principal, { searches: 1 });
  return {
    results: found.hits.map(({ chunkId, documentId: _, ...hit }) => ({ chunk_id: chunkId, ...hit })),
    took_ms: Math.round((performance.now() - started) * 10) / 10,
    degraded: degraded(found),
  };
}

type Filter = Readonly<Record<string, unknown>>;

/** The filters that there are: what is asked for, what the agent is limited to, and what the credential was made for. */
export const present = (...filters: (Filter | null | undefined)[]): Filter[] =>
  filters.filter((filter) => filter !== undefined && filter !== null);

export const degraded = ({ semantic }: SearchResult) =>
  semantic === 'unavailable' ? ('semantic_unavailable' as const) : null;

/** Searches by the vectors that the project has. Throws an ApiError for a filter that is not one. */
export async function find(
  deps: SearchDeps,
  tenantId: string,
  input: SearchInput,
  signal: AbortSignal,
): Promise<SearchResult> {
  const { encoders } = deps;
  const withoutIt = (error: unknown) => {
    deps.log.warn(
      { err: error },
      'the encoder of before cannot be had, so words must do until the new vectors are there',
    );
    return null;
  };
  // Until all of a project has vectors of a new encoder it is searched by the old ones.
  const serving = input.mode === 'lexical' ? null : await servingEncoder(deps.db, { ...input, tenantId });
  const encoder = serving === null ? encoders.current : await encoders.find(serving).catch(withoutIt);
  try {
    return await deps.watch.search(input.mode, () => search({ ...deps, encoder }, tenantId, input, signal));
  } catch (error) {
    if (error instanceof FilterError) throw invalid('filter', error.message);
    throw error;
  }
}
