import type { Job } from '@ragkeep/sdk';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ragkeep } from '../../session/session.ts';

/** Without a stream of its events a job is asked for this often. */
const POLL_MS = 2000;

/** A browser opens six connections to a server without HTTP/2, over all tabs: streams must not take them all. */
const STREAMS_AT_ONCE = 2;
let streams = 0;

export const isOver = ({ status }: Pick<Job, 'status'>): boolean => status !== 'queued' && status !== 'running';

/** What an ended job may have changed. */
const CHANGED_BY_JOBS = [['documents'], ['projects'], ['sources'], ['jobs', 'list'], ['me']] as const;

/** A job as it goes on: by its events, or by asking again and again where they do not come through. */
export function useJob(id: string) {
  const cache = useQueryClient();
  const [isStreaming, setStreaming] = useState(true);
  const query = useQuery({
    queryKey: ['jobs', id],
    queryFn: () => ragkeep.getJob(id),
    refetchInterval: ({ state }) => (isStreaming || (state.data && isOver(state.data)) ? false : POLL_MS),
  });
  const follows = query.data !== undefined && !isOver(query.data);

  useEffect(() => {
    if (!follows) return;
    const leaving = new AbortController();
    const follow = async () => {
      if (streams >= STREAMS_AT_ONCE) {
        setStreaming(false);
        return;
      }
      streams++;
      try {
        for await (const { data } of ragkeep.streamJobEvents(id, { signal: leaving.signal })) {
          cache.setQueryData(['jobs', id], data);
        }
      } catch {
        if (!leaving.signal.aborted) setStreaming(false);
      } finally {
        streams--;
      }
    };
    void follow();
    return () => {
      leaving.abort();
      // It ended, or the page is left: either way the lists are read anew.
      for (const queryKey of CHANGED_BY_JOBS) void cache.invalidateQueries({ queryKey });
    };
  }, [id, follows, cache]);

  return query;
}
