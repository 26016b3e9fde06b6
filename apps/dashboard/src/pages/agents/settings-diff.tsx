import { Stack, Table, Text } from '@mantine/core';
import type { AgentVersion } from '@ragkeep/sdk';

interface SettingsDiffProps {
  before: AgentVersion;
  after: AgentVersion;
}

/** The settings in which two versions differ. */
export function SettingsDiff({ before, after }: SettingsDiffProps) {
  const names = Object.keys(after.settings) as (keyof AgentVersion['settings'])[];
  const changed = names.filter((name) => textOf(before.settings[name]) !== textOf(after.settings[name]));
  if (changed.length === 0) return <Text>They are the same.</Text>;
  return (
    <Stack>
      <Table.ScrollContainer minWidth={480}>
        <Table layout="fixed" aria-label="Differences">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={130}>Setting</Table.Th>
              <Table.Th>Version {before.version}, published</Table.Th>
              <Table.Th>Version {after.version}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changed.map((name) => (
              <Table.Tr key={name} style={{ verticalAlign: 'top' }}>
                <Table.Th scope="row">{name}</Table.Th>
                {[before, after].map(({ version, settings }) => (
                  <Table.Td key={version} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                    {textOf(settings[name])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

const textOf = (value: unknown): string =>
  value === null ? '–' : typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value);
