import { Button, Card, Group, Menu, SegmentedControl, Skeleton, Stack, TextInput, Title } from '@mantine/core';
import type { GetUsageQuery } from '@ragkeep/sdk';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'wouter';
import { download } from '../../components/download.ts';
import { notifyFailed } from '../../components/notify.ts';
import { Problem } from '../../components/problem.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { Breakdown } from './breakdown.tsx';
import { DayChart } from './day-chart.tsx';
import { METRICS } from './metrics.ts';
import { lastDays, type Period, PRESETS, periodIn, presetOf } from './period.ts';
import { Totals } from './totals.tsx';
import { Unanswered } from './unanswered.tsx';

interface UsagePanelProps {
  /** Only what concerns this project. */
  projectId?: string | undefined;
  /** Only what this key, or another caller, did. */
  keyId?: string | undefined;
  /** Beside the period. */
  filters?: ReactNode;
}

/** What was used in a period: sums, day by day, by whom, and what stayed unanswered. Its period is in the page's address. */
export function UsagePanel({ projectId, keyId, filters }: UsagePanelProps) {
  const may = useMay();
  const [parameters, setParameters] = useSearchParams();
  const [metric, setMetric] = useState(METRICS[0]);
  const period = periodIn(parameters);
  const setPeriod = (next: Period) =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        after.set('from', next.from);
        after.set('to', next.to);
        return after;
      },
      { replace: true },
    );
  const query: GetUsageQuery = {
    ...period,
    ...(projectId ? { project_id: projectId } : {}),
    ...(keyId ? { key_id: keyId } : {}),
  };
  const usage = useQuery({
    queryKey: ['analytics', { ...query, group_by: 'day' }],
    queryFn: () => ragkeep.getUsage(query),
    placeholderData: keepPreviousData,
  });
  return (
    <Stack gap="lg">
      <Group align="flex-end" gap="sm">
        <PeriodPicker value={period} onChange={setPeriod} />
        {filters}
      </Group>
      {usage.error && <Problem error={usage.error} onRetry={usage.refetch} />}
      {usage.isPending && <Skeleton height={320} aria-label="Loading" />}
      {usage.data && (
        <>
          <Totals of={usage.data.totals} />
          <Card withBorder component="section" aria-label="By day">
            <Group justify="space-between" mb="sm">
              <SegmentedControl
                aria-label="What is shown"
                data={METRICS.map(({ name, title }) => ({ value: name, label: title }))}
                value={metric.name}
                onChange={(name) => setMetric(METRICS.find((each) => each.name === name) ?? METRICS[0])}
                style={{ overflowX: 'auto' }}
              />
              <DownloadMenu query={query} />
            </Group>
            <DayChart metric={metric} days={usage.data.data} />
          </Card>
        </>
      )}
      <Breakdown query={query} {...(projectId ? { without: 'project' as const } : {})} />
      {projectId && may('conversations:read') && (
        <section aria-label="Unanswered questions">
          <Title order={2} size="h4" mb="sm">
            Unanswered questions
          </Title>
          <Unanswered projectId={projectId} />
        </section>
      )}
    </Stack>
  );
}

function PeriodPicker({ value, onChange }: { value: Period; onChange: (period: Period) => void }) {
  return (
    <>
      <SegmentedControl
        aria-label="Period"
        data={PRESETS}
        value={presetOf(value) ?? ''}
        onChange={(days) => onChange(lastDays(Number(days)))}
      />
      <TextInput
        label="From (UTC)"
        type="date"
        w={146}
        value={value.from}
        max={value.to}
        onChange={({ currentTarget }) => currentTarget.value && onChange({ ...value, from: currentTarget.value })}
      />
      <TextInput
        label="To"
        type="date"
        w={146}
        value={value.to}
        min={value.from}
        onChange={({ currentTarget }) => currentTarget.value && onChange({ ...value, to: currentTarget.value })}
      />
    </>
  );
}

function DownloadMenu({ query }: { query: GetUsageQuery }) {
  const save = useMutation({
    mutationFn: async ({ part, format }: { part: NonNullable<GetUsageQuery['group_by']>; format: 'csv' | 'json' }) => {
      const response = await ragkeep.request('/analytics/usage', {
        query: { ...query, group_by: part, format },
        accept: '*/*',
      });
      await download(response, `usage-by-${part}.${format}`);
    },
    onError: notifyFailed,
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={save.isPending}>
          Download
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['day', 'key', 'project', 'agent', 'route'] as const).map((part) => (
          <Menu.Item key={part} onClick={() => save.mutate({ part, format: 'csv' })}>
            By {part === 'key' ? 'caller' : part} (CSV)
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => save.mutate({ part: 'day', format: 'json' })}>By day (JSON)</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
