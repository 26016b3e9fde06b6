import { useQuery } from '@tanstack/react-query';
import { ragkeep } from '../../session/session.ts';
import { useMe } from '../../session/use-me.ts';

/** What the plan and the server take. */
export function useLimits() {
  const { plan, usage } = useMe();
  const info = useQuery({ queryKey: ['info'], queryFn: () => ragkeep.getInfo(), staleTime: Number.POSITIVE_INFINITY });
  const ofServer = info.data?.limits;
  return {
    /** Of one file. */
    fileBytes: Math.min(plan.file_bytes ?? Number.POSITIVE_INFINITY, ofServer?.file_bytes ?? Number.POSITIVE_INFINITY),
    /** In one request. */
    files: ofServer?.documents_per_request ?? 100,
    /** Null: as many as one likes. */
    pagesLeft: usage?.pages_remaining ?? null,
  };
}
