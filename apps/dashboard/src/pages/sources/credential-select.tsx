import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';

interface CredentialSelectProps {
  value?: string;
  onChange?: (id: string) => void;
  error?: string;
}

/** Chooses a stored credential, where there are any that may be seen. */
export function CredentialSelect({ value, onChange, error }: CredentialSelectProps) {
  const mayRead = useMay()('credentials:read');
  const credentials = useQuery({
    queryKey: ['credentials', 'choice'],
    queryFn: () => ragkeep.listCredentials({ limit: 200 }),
    enabled: mayRead,
  });
  const choices = credentials.data?.data ?? [];
  if (choices.length === 0) return null;
  return (
    <Select
      label="Credential"
      description="If the page asks for one; it is sent to the credential’s hosts only"
      placeholder="None"
      clearable
      data={choices.map(({ id, name, hosts }) => ({ value: id, label: `${name} (${hosts.join(', ')})` }))}
      value={value || null}
      onChange={(id) => onChange?.(id ?? '')}
      error={error}
    />
  );
}
