import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface FactsProps {
  /** Names and values, in order; what has no value is left out. */
  facts: readonly (readonly [name: string, value: ReactNode])[];
}

/** What is known of one thing. */
export function Facts({ facts }: FactsProps) {
  return (
    <Table variant="vertical" layout="auto" withTableBorder>
      <Table.Tbody>
        {facts.map(([name, value]) =>
          value === null || value === undefined || value === '' ? null : (
            <Table.Tr key={name}>
              <Table.Th scope="row" w={150}>
                {name}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ),
        )}
      </Table.Tbody>
    </Table>
  );
}
