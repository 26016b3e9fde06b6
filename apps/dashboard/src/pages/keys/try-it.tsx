import { Anchor, Stack, Text } from '@mantine/core';
import type { CreatedApiKey } from '@ragkeep/sdk';
import { Copyable } from '../../components/copyable.tsx';

/** A request that this key may make, to be pasted into a shell. */
function curlOf({ api_key, scopes, project_ids, agent_ids }: CreatedApiKey): string {
  const base = `${location.origin}/api/v1`;
  const auth = `-H "Authorization: Bearer ${api_key}"`;
  const json = `-H 'Content-Type: application/json'`;
  const may = (scope: CreatedApiKey['scopes'][number]) => scopes.includes(scope) || scopes.includes('tenant:admin');
  const [agent] = agent_ids ?? [];
  const [project] = project_ids ?? [];
  if (agent && may('query')) return `curl -s ${base}/agents/${agent}/query ${auth} ${json} -d '{"message":"Hello"}'`;
  if (project && may('query'))
    return `curl -s ${base}/projects/${project}/search ${auth} ${json} -d '{"query":"Hello"}'`;
  return `curl -s ${base}/auth/me ${auth}`;
}

/** Under a new key: a first request with it, and where all others are described. */
export function TryIt({ apiKey }: { apiKey: CreatedApiKey }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        Try it
      </Text>
      <Copyable value={curlOf(apiKey)} what="request" />
      <Text size="sm" c="dimmed">
        All requests are described in the{' '}
        <Anchor href="/api/docs" target="_blank" rel="noopener noreferrer" underline="always" inherit>
          API reference
        </Anchor>
        .
      </Text>
    </Stack>
  );
}
