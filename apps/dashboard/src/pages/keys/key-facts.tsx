import { Anchor, Badge, Code, Drawer, Group, List, Stack, Text } from '@mantine/core';
import { SCOPE_DESCRIPTIONS } from '@ragkeep/access';
import type { ApiKey, Member } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { allOf } from '../../components/all-of.ts';
import { Facts } from '../../components/facts.tsx';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { useAgents, useProjects } from './reach.tsx';
import { essential } from './scopes.ts';

/** Members by id; empty for whoever may not list them. */
function useMembers(): ReadonlyMap<string, Member> {
  const may = useMay();
  const { data } = useQuery({
    queryKey: ['members', 'all'],
    queryFn: () => allOf(ragkeep.listMembers({ limit: 200 })),
    enabled: may('members:read'),
  });
  return new Map(data?.map((member) => [member.id, member]));
}

/** Who made a key, by name where it is known. */
export function Maker({ of: { created_by } }: { of: ApiKey }) {
  const members = useMembers();
  const member = created_by.id === null ? undefined : members.get(created_by.id);
  if (member) return <>{`${member.first_name} ${member.last_name}`.trim() || member.email}</>;
  const words = {
    key: 'another key',
    member: 'a former member',
    registration: 'the registration',
    operator: 'the operator',
  };
  return <>{words[created_by.type]}</>;
}

/** Where a key works: in which projects, with which agents. */
export function ReachOf({ of: { project_ids, agent_ids } }: { of: ApiKey }) {
  const projects = useProjects();
  const agents = useAgents();
  if (!project_ids && !agent_ids) return <>Everywhere</>;
  const names = [
    ...(project_ids ?? []).map((id) => projects.find((each) => each.id === id)?.name ?? 'a deleted project'),
    ...(agent_ids ?? []).map((id) => agents.find((each) => each.id === id)?.name ?? 'a deleted agent'),
  ];
  return <>{names.join(', ')}</>;
}

export function KeyStatus({ of: { is_active, revoked_at, expires_at } }: { of: ApiKey }) {
  if (is_active && expires_at) {
    return (
      <Text size="sm" component="div">
        Ends <When at={expires_at} />
      </Text>
    );
  }
  if (is_active)
    return (
      <Badge color="teal" variant="dot">
        Active
      </Badge>
    );
  return (
    <Badge color="gray" variant="dot">
      {revoked_at ? 'Revoked' : 'Expired'}
    </Badge>
  );
}

/** All about one key but its secret. */
export function KeyFacts({ of: key, onClose }: { of: ApiKey | null; onClose: () => void }) {
  return (
    <Drawer
      opened={key !== null}
      onClose={onClose}
      position="right"
      title={key?.name}
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {key && <AllOf apiKey={key} />}
    </Drawer>
  );
}

function AllOf({ apiKey: key }: { apiKey: ApiKey }) {
  const may = useMay();
  const facts: [string, ReactNode][] = [
    ['Key', <Code key="prefix">{key.key_prefix}…</Code>],
    ['Status', <KeyStatus key="status" of={key} />],
    ['Environment', key.environment],
    ['Works in', <ReachOf key="reach" of={key} />],
    ['From', key.allowed_cidrs?.join(', ') ?? 'Any address'],
    ['Requests a minute', key.rate_limit_per_minute?.toLocaleString() ?? 'No limit of its own'],
    ['Can be shown again', key.recoverable ? 'Yes' : 'No'],
    ['Made', <When key="made" at={key.created_at} />],
    ['Made by', <Maker key="maker" of={key} />],
    ['Last used', <When key="used" at={key.last_used_at} />],
    ['Ends', <When key="ends" at={key.expires_at} />],
    ['Revoked', key.revoked_at && <When key="revoked" at={key.revoked_at} />],
    ['Id', <Code key="id">{key.id}</Code>],
  ];
  return (
    <Stack>
      <Facts facts={facts} />
      <div>
        <Text fw={500} size="sm" mb={4}>
          What it may do
        </Text>
        <List size="sm" spacing={4}>
          {essential(key.scopes).map((scope) => (
            <List.Item key={scope}>
              <Code>{scope}</Code> {SCOPE_DESCRIPTIONS[scope]}
            </List.Item>
          ))}
        </List>
      </div>
      <Group>
        {may('analytics:read') && (
          <Anchor component={Link} href={`/analytics?key=${key.id}`} size="sm">
            Its usage
          </Anchor>
        )}
        {may('tenant:admin') && (
          <Anchor component={Link} href={`/audit?target_id=${key.id}`} size="sm">
            Its history in the audit log
          </Anchor>
        )}
      </Group>
    </Stack>
  );
}
