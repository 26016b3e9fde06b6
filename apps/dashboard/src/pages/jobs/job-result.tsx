import { Button, Card, Group, Text } from '@mantine/core';
import type { GetJobResultQuery, Job } from '@ragkeep/sdk';
import { IconDownload } from '@tabler/icons-react';
import { download as save } from '../../components/download.ts';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';

type Format = NonNullable<GetJobResultQuery['format']>;

const FORMATS: readonly { format: Format; label: string; extension: string }[] = [
  { format: 'markdown', label: 'Markdown', extension: 'md' },
  { format: 'json', label: 'JSON', extension: 'json' },
  { format: 'jsonl', label: 'JSONL, passages', extension: 'jsonl' },
  { format: 'text', label: 'Text', extension: 'txt' },
];

export function JobResult({ job, expiresAt }: { job: Job; expiresAt: string }) {
  const download = useChange(
    async ({ format, extension }: (typeof FORMATS)[number]) =>
      save(await ragkeep.getJobResult(job.id, { format }), `${job.name}.${extension}`),
    { invalidates: [] },
  );
  return (
    <Card withBorder component="section" aria-label="Result">
      <Group gap="sm">
        {FORMATS.map((one) => (
          <Button
            key={one.format}
            variant="light"
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={download.isPending && download.variables.format === one.format}
            onClick={() => download.mutate(one)}
          >
            {one.label}
          </Button>
        ))}
      </Group>
      <Text size="sm" c="dimmed" mt="xs">
        Kept until <When at={expiresAt} />.
      </Text>
      {download.error && <Problem error={download.error} />}
    </Card>
  );
}
