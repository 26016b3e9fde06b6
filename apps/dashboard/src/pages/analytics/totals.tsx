import { Card, SimpleGrid, Text } from '@mantine/core';
import type { UsageCounts } from '@ragkeep/sdk';
import { durationWords, numberWords } from './metrics.ts';

/** The sums of a period. */
export function Totals({ of: totals }: { of: UsageCounts }) {
  const { latency_ms: latency, requests, errors, queries, unanswered, searches, pages, tokens } = totals;
  const share = (part: number, whole: number) => (whole === 0 ? '' : ` (${Math.round((part / whole) * 100)} %)`);
  const cards = [
    ['Requests', numberWords(requests), `${numberWords(errors)} refused or failed${share(errors, requests)}`],
    ['Questions', numberWords(queries), `${numberWords(unanswered)} unanswered${share(unanswered, queries)}`],
    ['Searches', numberWords(searches), 'that only found passages'],
    ['Pages', numberWords(pages), 'read from documents'],
    ['Tokens', numberWords(tokens.prompt + tokens.completion), `${numberWords(tokens.completion)} of them written`],
    [
      'Median latency',
      latency ? durationWords(latency.p50) : '–',
      latency
        ? `95 of 100 within ${durationWords(latency.p95)}, 99 within ${durationWords(latency.p99)}`
        : 'no requests',
    ],
  ] as const;
  return (
    <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
      {cards.map(([title, value, about]) => (
        <Card key={title} withBorder padding="sm">
          <Text size="sm" c="dimmed">
            {title}
          </Text>
          <Text fz={24} fw={600} lh={1.3}>
            {value}
          </Text>
          <Text size="xs" c="dimmed">
            {about}
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  );
}
