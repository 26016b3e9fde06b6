import { Button, ColorSwatch, Group, Text, useMantineTheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { UsageRow } from '@ragkeep/sdk';
import { useState } from 'react';
import { type DayChartProps, Drawing } from './day-drawing.tsx';
import { DayTable } from './day-table.tsx';
import { type Metric, numberWords, type Series } from './metrics.ts';
import { dayWords } from './period.ts';

/** A number for each day, as bars or lines; the same as a table for whoever prefers one. */
export function DayChart({ metric, days }: DayChartProps) {
  const [isTable, table] = useDisclosure();
  const [pointed, setPointed] = useState<number | null>(null);
  const day = pointed === null ? undefined : days[pointed];
  return (
    <div>
      <Group justify="space-between" mb="xs" mih={30}>
        <Legend metric={metric} day={day} />
        <Button variant="default" size="compact-sm" onClick={table.toggle} aria-expanded={isTable}>
          {isTable ? 'As a chart' : 'As a table'}
        </Button>
      </Group>
      {isTable ? (
        <DayTable metric={metric} days={days} />
      ) : (
        <Drawing metric={metric} days={days} pointed={pointed} onPoint={setPointed} />
      )}
    </div>
  );
}

function Legend({ metric, day }: { metric: Metric; day: UsageRow | undefined }) {
  const theme = useMantineTheme();
  return (
    <Group gap="md">
      {day?.day && (
        <Text size="sm" fw={600}>
          {dayWords(day.day)}
        </Text>
      )}
      {metric.series.map((series) => (
        <Group key={series.title} gap={6}>
          <ColorSwatch size={10} withShadow={false} color={colorIn(theme.colors, series)} />
          <Text size="sm">
            {series.title}
            {day && `: ${numberWords(series.value(day), metric.unit)}`}
          </Text>
        </Group>
      ))}
    </Group>
  );
}

function colorIn(colors: Readonly<Record<string, readonly string[]>>, { color }: Series): string {
  const [name = '', shade = '6'] = color.split('.');
  return colors[name]?.[Number(shade)] ?? 'transparent';
}
