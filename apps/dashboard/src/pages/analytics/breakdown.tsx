import { Tabs, Text } from '@mantine/core';
import type { GetUsageQuery, UsageRow } from '@ragkeep/sdk';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../../components/problem.tsx';
import { Rows } from '../../components/rows.tsx';
import { ragkeep } from '../../session/session.ts';
import { durationWords, numberWords } from './metrics.ts';

type Part = 'key' | 'project' | 'agent' | 'route';

const PARTS: readonly { value: Part; label: string }[] = [
  { value: 'key', label: 'By caller' },
  { value: 'project', label: 'By project' },
  { value: 'agent', label: 'By agent' },
  { value: 'route', label: 'By route' },
];

/** Who and what the usage of a period is made of. */
export function Breakdown({ query, without }: { query: GetUsageQuery; without?: Part }) {
  const [part, setPart] = useState<Part>('key');
  const usage = useQuery({
    queryKey: ['analytics', { ...query, group_by: part }],
    queryFn: () => ragkeep.getUsage({ ...query, group_by: part }),
    placeholderData: keepPreviousData,
  });
  const rows = usage.data?.group_by === part ? usage.data.data : [];
  return (
    <Tabs value={part} onChange={(value) => value && setPart(value as Part)} keepMounted={false}>
      <Tabs.List mb="sm">
        {PARTS.filter(({ value }) => value !== without).map(({ value, label }) => (
          <Tabs.Tab key={value} value={value}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={part}>
        {usage.error && <Problem error={usage.error} onRetry={usage.refetch} />}
        {usage.isSuccess && rows.length === 0 && (
          <Text size="sm" c="dimmed">
            Nothing in this period.
          </Text>
        )}
        {rows.length > 0 && (
          <Rows
            caption={PARTS.find(({ value }) => value === part)?.label ?? ''}
            items={rows}
            keyOf={(row) => row.key?.id ?? row.project?.id ?? row.agent?.id ?? row.route ?? 'none'}
            columns={[
              { title: 'Of', cell: (row) => <NameOf row={row} part={part} /> },
              { title: 'Requests', align: 'right', cell: ({ requests }) => numberWords(requests) },
              { title: 'Errors', align: 'right', cell: ({ errors }) => numberWords(errors) },
              { title: 'Questions', align: 'right', cell: ({ queries }) => numberWords(queries) },
              { title: 'Unanswered', align: 'right', cell: ({ unanswered }) => numberWords(unanswered) },
              { title: 'Pages', align: 'right', cell: ({ pages }) => numberWords(pages) },
              {
                title: 'p50 / p95',
                align: 'right',
                cell: ({ latency_ms }) =>
                  latency_ms ? `${durationWords(latency_ms.p50)} / ${durationWords(latency_ms.p95)}` : '–',
              },
            ]}
          />
        )}
      </Tabs.Panel>
    </Tabs>
  );
}

const NONE = {
  key: 'Background work',
  project: 'No project',
  agent: 'No agent',
  route: 'Background work',
} as const;

function NameOf({ row, part }: { row: UsageRow; part: Part }) {
  if (part === 'route') return <>{row.route ?? NONE.route}</>;
  const named = row[part];
  if (!named) return <>{NONE[part]}</>;
  const kind = 'type' in named && named.type !== 'key' ? ` (${named.type})` : '';
  return (
    <>
      {named.name ?? 'Deleted'}
      {kind}
    </>
  );
}
