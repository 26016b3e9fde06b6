import { Anchor, Card, Group, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Facts } from '../../components/facts.tsx';
import { Problem } from '../../components/problem.tsx';
import { ragkeep } from '../../session/session.ts';

const MEBIBYTE = 1024 * 1024;
const inMebibytes = (bytes: number): string => `${Math.round(bytes / MEBIBYTE).toLocaleString()} MiB`;

/** What the server runs on, and where its operation is described. */
export function About() {
  const { data, error } = useQuery({ queryKey: ['system', 'info'], queryFn: () => ragkeep.getInfo() });
  return (
    <Card withBorder component="section" aria-label="This server">
      <Stack gap="sm">
        <Title order={2} size="h4">
          This server
        </Title>
        {error && <Problem error={error} />}
        {data && (
          <Facts
            facts={[
              ['Version', data.version],
              ['Database', data.engines.database],
              ['Word search', data.engines.lexical === 'bm25' ? 'BM25' : 'PostgreSQL’s text search'],
              ['Embedder', data.engines.embedder],
              ['Answers by', data.engines.answerer],
              ['Largest file', inMebibytes(data.limits.file_bytes)],
            ]}
          />
        )}
        <Group>
          <Anchor href="/docs" size="sm">
            Documentation
          </Anchor>
          <Anchor href="/api/docs" size="sm">
            API reference
          </Anchor>
        </Group>
      </Stack>
    </Card>
  );
}
