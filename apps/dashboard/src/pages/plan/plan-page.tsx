import { Anchor, Badge, Card, Group, List, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { Link } from 'wouter';
import { Page } from '../../components/page.tsx';
import { useMay, useMe } from '../../session/use-me.ts';

const FEATURES = {
  api: 'The API, with keys',
  ocr: 'Text recognition in scans',
  crawl: 'Whole web sites and feeds',
  webhooks: 'Webhooks',
} as const;

const MEBIBYTE = 1024 * 1024;

export default function PlanPage() {
  const { plan, usage } = useMe();
  const may = useMay();
  return (
    <Page
      title="Plan and usage"
      about={
        may('analytics:read') && (
          <>
            Who used what, day by day, is under{' '}
            <Anchor component={Link} href="/analytics" underline="always">
              Analytics
            </Anchor>
            .
          </>
        )
      }
    >
      {usage && (
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <Meter
            title="Pages this month"
            used={usage.pages_used}
            limit={plan.pages_per_month}
            about={`${monthName(usage.month)}, in UTC; with those of jobs that wait or run`}
          />
          <Meter title="Jobs now" used={usage.active_jobs} limit={plan.simultaneous_jobs} about="That wait or run" />
          <Meter
            title="Active keys"
            used={usage.active_keys}
            limit={plan.active_keys}
            about={usage.active_keys === null ? 'Not counted, for there is no limit' : 'Neither revoked nor expired'}
          />
        </SimpleGrid>
      )}
      <Card withBorder>
        <Group mb="sm">
          <Title order={2} size="h4">
            Your plan
          </Title>
          <Badge variant="light">{plan.name}</Badge>
        </Group>
        <List spacing="xs" size="sm" center>
          {Object.entries(FEATURES).map(([feature, title]) => (
            <Feature key={feature} title={title} isIn={plan.features.includes(feature)} />
          ))}
        </List>
        <Text size="sm" mt="sm">
          Largest file:{' '}
          {plan.file_bytes === null ? 'as large as the server takes' : `${Math.round(plan.file_bytes / MEBIBYTE)} MiB`}
        </Text>
        <Text size="sm" c="dimmed" mt="md">
          Plans are set by whoever runs this server.
        </Text>
      </Card>
    </Page>
  );
}

function Feature({ title, isIn }: { title: string; isIn: boolean }) {
  return (
    <List.Item icon={isIn ? <IconCheck size={16} aria-hidden /> : <IconX size={16} aria-hidden />}>
      {title}
      {!isIn && ': not included'}
    </List.Item>
  );
}

interface MeterProps {
  title: string;
  /** Null: not counted. */
  used: number | null;
  /** Null: without limit. */
  limit: number | null;
  about: string;
}

/** How much of a limit is used. */
function Meter({ title, used, limit, about }: MeterProps) {
  const share = used === null || !limit ? 0 : (used / limit) * 100;
  return (
    <Card withBorder>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {title}
        </Text>
        <Text fz={28} fw={600} lh={1.1}>
          {used?.toLocaleString() ?? '–'}
          <Text span size="sm" c="dimmed" fw={400}>
            {' '}
            {limit === null ? 'without limit' : `of ${limit.toLocaleString()}`}
          </Text>
        </Text>
        {limit !== null && (
          <Progress
            value={Math.min(100, share)}
            color={share >= 90 ? 'red' : share >= 75 ? 'yellow' : 'teal'}
            aria-label={`${title}: ${used ?? 0} of ${limit}`}
          />
        )}
        <Text size="xs" c="dimmed">
          {about}
        </Text>
      </Stack>
    </Card>
  );
}

/** `2026-11` as “November 2026”. */
const monthName = (month: string): string =>
  new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
