import { Alert, Skeleton } from '@mantine/core';
import type { Agent } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import { Problem } from '../../components/problem.tsx';
import { ragkeep } from '../../session/session.ts';
import { AgentForm } from './agent-form.tsx';

/** The latest settings, which a draft may be ahead of the published ones with. */
export function AgentSettings({ agent }: { agent: Agent }) {
  const latest = useQuery({
    queryKey: ['agents', agent.id, 'versions', agent.latest_version],
    queryFn: () => ragkeep.getAgentVersion(agent.id, String(agent.latest_version)),
  });
  if (latest.error) return <Problem error={latest.error} onRetry={latest.refetch} />;
  if (!latest.data) return <Skeleton height={300} aria-label="Loading" />;
  return (
    <>
      {agent.latest_version > agent.version && (
        <Alert color="yellow" mb="md" maw={720}>
          These are the settings of the draft, version {agent.latest_version}. The agent answers with version{' '}
          {agent.version} until the draft is published.
        </Alert>
      )}
      <AgentForm key={latest.data.version} agentId={agent.id} settings={latest.data.settings} />
    </>
  );
}
