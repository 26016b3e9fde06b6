import { Table } from '@mantine/core';
import type { DayChartProps } from './day-drawing.tsx';
import { numberWords } from './metrics.ts';

/** Pixels; what is longer scrolls. */
const MOST_HEIGHT = 440;

/** What a chart shows, in numbers, the last day first. */
export function DayTable({ metric, days }: DayChartProps) {
  return (
    <Table.ScrollContainer minWidth={280} mah={MOST_HEIGHT}>
      <Table stickyHeader aria-label={`${metric.title} by day`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Day</Table.Th>
            {metric.series.map(({ title }) => (
              <Table.Th key={title} ta="right">
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...days].reverse().map((row) => (
            <Table.Tr key={row.day}>
              <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
                {row.day}
              </Table.Th>
              {metric.series.map(({ title, value }) => (
                <Table.Td key={title} ta="right">
                  {numberWords(value(row), metric.unit)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
