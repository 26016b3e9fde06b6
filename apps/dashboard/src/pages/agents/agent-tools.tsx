import { Fieldset, MultiSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ragkeep } from '../../session/session.ts';
import type { Settings } from './form-values.ts';

type Tools = Settings['tools'];

interface AgentToolsProps {
  tools: Tools;
  onChange: (tools: Tools) => void;
}

/** Which operations of the tenant’s toolsets the agent may call. */
export function AgentTools({ tools, onChange }: AgentToolsProps) {
  const toolsets = useQuery({ queryKey: ['toolsets', 'choice'], queryFn: () => ragkeep.listToolsets({ limit: 200 }) });
  const choices = toolsets.data?.data ?? [];
  const change = (toolset_id: string, operations: string[]) => {
    const others = tools.filter((tool) => tool.toolset_id !== toolset_id);
    onChange(operations.length > 0 ? [...others, { toolset_id, operations }] : others);
  };
  return (
    <Fieldset legend="Tools">
      {choices.length === 0 ? (
        <Text size="sm" c="dimmed">
          There are no toolsets. One is made by the API from the OpenAPI description of an HTTP service.
        </Text>
      ) : (
        <Stack>
          {choices.map(({ id, name, base_url, operations }) => (
            <MultiSelect
              key={id}
              label={name}
              description={`Operations of ${base_url} that it may call`}
              placeholder="None"
              searchable
              clearable
              data={operations.map((operation) => operation.name)}
              value={tools.find((tool) => tool.toolset_id === id)?.operations ?? []}
              onChange={(chosen) => change(id, chosen)}
            />
          ))}
        </Stack>
      )}
    </Fieldset>
  );
}
