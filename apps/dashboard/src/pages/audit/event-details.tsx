import { Code, Drawer, Stack, Table, Text } from '@mantine/core';
import type { AuditEvent } from '@ragkeep/sdk';
import type { ReactNode } from 'react';
import { Facts } from '../../components/facts.tsx';
import { When } from '../../components/when.tsx';
import { actionWords, differences } from './words.ts';

interface EventDetailsProps {
  event: AuditEvent | null;
  onClose: () => void;
  /** Names whoever did it. */
  actor: (event: AuditEvent) => string;
}

/** One event with all that it says, and what it changed. */
export function EventDetails({ event, onClose, actor }: EventDetailsProps) {
  return (
    <Drawer
      opened={event !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={event ? `Event ${event.seq}` : ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {event && <Details event={event} actor={actor(event)} />}
    </Drawer>
  );
}

function Details({ event, actor }: { event: AuditEvent; actor: string }) {
  const facts: [string, ReactNode][] = [
    ['What', actionWords(event.action)],
    ['When', <When key="when" at={event.at} />],
    ['Who', actor],
    ['From', event.address ?? 'the server itself'],
    [
      'About',
      <span key="target">
        {event.target.type} {event.target.id && <Code>{event.target.id}</Code>}
      </span>,
    ],
    ['Hash', <Code key="hash">{event.hash}</Code>],
  ];
  const changes = differences(event.before, event.after);
  return (
    <Stack>
      <Facts facts={facts} />
      {changes.length === 0 ? (
        <Text size="sm" c="dimmed">
          It changed nothing that is kept here.
        </Text>
      ) : (
        <Table layout="fixed" aria-label="What changed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Fact</Table.Th>
              <Table.Th>Before</Table.Th>
              <Table.Th>After</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map(({ name, before, after }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" style={{ overflowWrap: 'anywhere' }}>
                  {name}
                </Table.Th>
                <Table.Td>
                  <Fact value={before} />
                </Table.Td>
                <Table.Td>
                  <Fact value={after} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

function Fact({ value }: { value: unknown }) {
  if (value === undefined || value === null) return <Text c="dimmed">–</Text>;
  const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return (
    <Code style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
      {isList ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value)}
    </Code>
  );
}
