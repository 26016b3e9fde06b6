import type { Project, UsageCounts } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';

export interface Facts {
  /** The first of them: enough to know whether there is anything, and what to count where there is little. */
  projects: readonly Project[];
  hasMoreProjects: boolean;
  /** Of the last 30 days. */
  usage: UsageCounts | null;
  hasKey: boolean;
}

/** What the first page tells of; undefined as long as it is asked. What cannot be had, or may not, is as if there were none. */
export function useFacts(): Facts | undefined {
  const may = useMay();
  const projects = useQuery({
    queryKey: ['projects', 'first'],
    queryFn: async () => ragkeep.listProjects({ limit: 100 }),
    enabled: may('projects:read'),
  });
  const usage = useQuery({
    queryKey: ['analytics', 'usage', 'last 30 days'],
    queryFn: async () => (await ragkeep.getUsage()).totals,
    enabled: may('analytics:read'),
  });
  const hasKey = useQuery({
    queryKey: ['api-keys', 'any'],
    queryFn: async () => (await ragkeep.listApiKeys({ limit: 1 })).data.length > 0,
    enabled: may('keys:read'),
  });
  if (projects.isLoading || usage.isLoading || hasKey.isLoading) return undefined;
  return {
    projects: projects.data?.data ?? [],
    hasMoreProjects: projects.data?.next_cursor != null,
    usage: usage.data ?? null,
    hasKey: hasKey.data ?? false,
  };
}
