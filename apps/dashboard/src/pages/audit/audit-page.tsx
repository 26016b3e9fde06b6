import { Button, Code, Menu, Text } from '@mantine/core';
import type { AuditEvent, Member } from '@ragkeep/sdk';
import { IconDownload, IconHistory } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { allOf } from '../../components/all-of.ts';
import { download } from '../../components/download.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { notifyFailed } from '../../components/notify.ts';
import { Page } from '../../components/page.tsx';
import { Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { ChainButton, ChainResult, useChainCheck } from './chain-check.tsx';
import { EventDetails } from './event-details.tsx';
import { type Filter, Filters, filterIn, queryOf } from './filters.tsx';
import { actionWords } from './words.ts';

export default function AuditPage() {
  const may = useMay();
  if (may('tenant:admin')) return <AuditLog />;
  return (
    <Page title="Audit log">
      <Text>Only owners and admins may read the audit log.</Text>
    </Page>
  );
}

function AuditLog() {
  const [parameters, setParameters] = useSearchParams();
  const filter = filterIn(parameters);
  const [shown, setShown] = useState<AuditEvent | null>(null);
  const check = useChainCheck();
  const query = queryOf(filter);
  const events = useList(['audit-events', query], (page) => ragkeep.listAuditEvents({ ...query, ...page }));
  const { data: members = [] } = useQuery({
    queryKey: ['members', 'all'],
    queryFn: () => allOf(ragkeep.listMembers({ limit: 200 })),
  });
  const change = (changed: Partial<Filter>) =>
    setParameters(
      Object.entries({ ...filter, ...changed }).filter(([, value]) => value),
      { replace: true },
    );
  const actor = (event: AuditEvent) => nameOf(event, members);
  return (
    <Page
      title="Audit log"
      about="Who changed what, and who was refused. Each event is chained to the one before it, so that none can be changed unseen."
      actions={
        <>
          <ChainButton check={check} />
          <ExportMenu from={query.from} to={query.to} />
        </>
      }
    >
      <ChainResult check={check} />
      <Filters value={filter} onChange={change} members={members} />
      <ListState
        query={events}
        empty={
          <EmptyState icon={IconHistory} title="No such events">
            Nothing of the kind was noted. Choose fewer filters.
          </EmptyState>
        }
      >
        <Rows
          caption="Events"
          items={events.items}
          keyOf={({ id }) => id}
          columns={[
            {
              title: 'What',
              cell: ({ action }) => (
                <Text size="sm" fw={500}>
                  {actionWords(action)}
                </Text>
              ),
            },
            { title: 'Who', cell: actor },
            { title: 'About', cell: (event) => <Target of={event} /> },
            { title: 'From', cell: ({ address }) => address ?? '–' },
            { title: 'When', cell: ({ at }) => <When at={at} /> },
          ]}
          actions={(event) => (
            <Button
              variant="default"
              size="compact-sm"
              onClick={() => setShown(event)}
              aria-label={`Details of event ${event.seq}`}
            >
              Details
            </Button>
          )}
        />
      </ListState>
      <EventDetails event={shown} onClose={() => setShown(null)} actor={actor} />
    </Page>
  );
}

function nameOf({ actor }: AuditEvent, members: readonly Member[]): string {
  const member = members.find(({ id }) => id === actor.id);
  if (member) return member.email;
  const words = {
    key: 'A key',
    member: 'A former member',
    operator: 'The operator',
    public: 'Nobody who is logged in',
  };
  return actor.type === 'key' && actor.id ? `Key …${actor.id.slice(-6)}` : words[actor.type];
}

function Target({ of: { target, before, after } }: { of: AuditEvent }) {
  const name = after?.name ?? before?.name ?? after?.email ?? before?.email;
  if (typeof name === 'string') return <>{name}</>;
  return (
    <>
      {target.type.replaceAll('_', ' ')} {target.id && <Code>…{target.id.slice(-6)}</Code>}
    </>
  );
}

function ExportMenu({ from, to }: { from?: string | undefined; to?: string | undefined }) {
  const save = useMutation({
    mutationFn: async (format: 'csv' | 'jsonl') => {
      const period = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
      await download(await ragkeep.exportAuditEvents({ format, ...period }), `audit-log.${format}`);
    },
    onError: notifyFailed,
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={save.isPending}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>The period, all kinds of events</Menu.Label>
        <Menu.Item onClick={() => save.mutate('csv')}>As a table (CSV)</Menu.Item>
        <Menu.Item onClick={() => save.mutate('jsonl')}>As JSON, one event a line</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
