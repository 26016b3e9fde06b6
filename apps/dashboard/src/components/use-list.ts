import type { Page, Pages } from '@ragkeep/sdk';
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';

/**
 * A list of the API, page after page.
 *
 * @param key of the cache; begins with the resource, as `['api-keys']`, so that changes can invalidate it
 * @param load asks for the page at a cursor, as `(cursor) => ragkeep.listApiKeys({ cursor })`
 */
export function useList<Item>(
  key: QueryKey,
  load: (page: { cursor?: string }) => Pages<Item>,
  options: { refetchInterval?: number | false; enabled?: boolean } = {},
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam }): Promise<Page<Item>> => load(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    ...options,
  });
  return { ...query, items: query.data?.pages.flatMap((page) => page.data) ?? [] };
}
