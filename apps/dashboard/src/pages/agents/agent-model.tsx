import { Select, SimpleGrid, TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { ragkeep } from '../../session/session.ts';

/** What stands for null in a list of choices. */
const SERVER = 'server';

interface AgentModelProps {
  /** The form's `provider_id`. */
  provider: GetInputPropsReturnType;
  /** The form's `model`. */
  model: GetInputPropsReturnType;
}

/** Which language model writes the agent’s answers: the server’s, or one of the tenant’s own. */
export function AgentModel({ provider, model }: AgentModelProps) {
  const providers = useQuery({
    queryKey: ['providers', 'choice'],
    queryFn: () => ragkeep.listProviders({ limit: 200 }),
  });
  const choices = providers.data?.data ?? [];
  const id: string | null = provider.value;
  const chosen = choices.find((each) => each.id === id);
  const isGone = id !== null && providers.isSuccess && !chosen;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        label="Answered by"
        description="Models of your own are set up under Language models"
        data={[
          { value: SERVER, label: 'The server’s own model' },
          ...choices.map(({ id, name }) => ({ value: id, label: name })),
          ...(isGone ? [{ value: id, label: 'One that is gone' }] : []),
        ]}
        allowDeselect={false}
        {...provider}
        value={id ?? SERVER}
        onChange={(value) => provider.onChange(value === SERVER ? null : value)}
      />
      <TextInput
        label="Model"
        placeholder={chosen?.model ?? 'The server’s default'}
        description="Another of the same endpoint"
        {...model}
      />
    </SimpleGrid>
  );
}
