import { Box } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import type { UsageRow } from '@ragkeep/sdk';
import type { Metric, Series } from './metrics.ts';
import { compactWords, numberWords } from './metrics.ts';
import { dayWords } from './period.ts';
import { labelled, ticksFor } from './scale.ts';

/** Pixels. */
const HEIGHT = 220;
const LEFT = 44;
const BOTTOM = 22;
const TOP = 8;
const LABEL_WIDTH = 64;

export interface DayChartProps {
  metric: Metric;
  /** Every day, oldest first. */
  days: readonly UsageRow[];
}

interface DrawingProps extends DayChartProps {
  pointed: number | null;
  onPoint: (index: number | null) => void;
}

/** The chart as a picture, as wide as there is room. Tells which day is pointed at. */
export function Drawing({ metric, days, pointed, onPoint }: DrawingProps) {
  const { ref, width } = useElementSize();
  const sums = days.map((row) => heightsOf(metric, row).at(-1) ?? 0);
  const most =
    metric.kind === 'bars' ? Math.max(0, ...sums) : Math.max(0, ...days.flatMap((row) => valuesOf(metric, row)));
  const ticks = ticksFor(most);
  const top = ticks.at(-1) ?? 1;
  const slot = Math.max(1, (width - LEFT) / Math.max(1, days.length));
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const isLabelled = labelled(days.length, Math.floor((width - LEFT) / LABEL_WIDTH));
  return (
    <Box ref={ref}>
      <svg
        role="img"
        aria-label={`${metric.title} by day, ${days.length} days, at most ${numberWords(most, metric.unit)} a day. The table says each.`}
        width={width}
        height={HEIGHT}
        style={{ display: 'block' }}
        onPointerMove={(event) => {
          const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
          onPoint(x < 0 ? null : Math.min(days.length - 1, Math.floor(x / slot)));
        }}
        onPointerLeave={() => onPoint(null)}
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} stroke="var(--mantine-color-default-border)" />
            <Label x={LEFT - 8} y={y(tick) + 4} anchor="end" text={compactWords(tick)} />
          </g>
        ))}
        {pointed !== null && (
          <rect
            x={LEFT + pointed * slot}
            y={TOP}
            width={slot}
            height={HEIGHT - TOP - BOTTOM}
            fill="var(--mantine-color-default-hover)"
          />
        )}
        {metric.kind === 'bars' ? (
          <Bars metric={metric} days={days} slot={slot} y={y} />
        ) : (
          <Lines metric={metric} days={days} slot={slot} y={y} />
        )}
        {days.map((row, index) =>
          isLabelled(index) ? (
            <Label
              key={row.day}
              x={LEFT + (index + 0.5) * slot}
              y={HEIGHT - 6}
              anchor={index === days.length - 1 ? 'end' : 'middle'}
              text={dayWords(row.day ?? '')}
            />
          ) : null,
        )}
      </svg>
    </Box>
  );
}

function Label({ x, y, anchor, text }: { x: number; y: number; anchor: 'end' | 'middle'; text: string }) {
  return (
    <text x={x} y={y} fontSize={11} textAnchor={anchor} fill="var(--mantine-color-dimmed)">
      {text}
    </text>
  );
}

interface ShapeProps extends DayChartProps {
  /** Pixels for a day. */
  slot: number;
  y: (value: number) => number;
}

function Bars({ metric, days, slot, y }: ShapeProps) {
  const gap = slot > 6 ? slot * 0.2 : 0.5;
  return days.map((row, index) => {
    const heights = heightsOf(metric, row);
    return metric.series.map((series, part) => {
      const from = heights[part - 1] ?? 0;
      const to = heights[part] ?? 0;
      if (to === from) return null;
      return (
        <rect
          key={`${row.day} ${series.title}`}
          x={LEFT + index * slot + gap / 2}
          y={y(to)}
          width={Math.max(1, slot - gap)}
          height={y(from) - y(to)}
          fill={cssColor(series)}
        />
      );
    });
  });
}

function Lines({ metric, days, slot, y }: ShapeProps) {
  return metric.series.map((series) => {
    // A day without requests has no latency: the line goes on to the next that has.
    const points = days
      .map((row, index) => ({ x: LEFT + (index + 0.5) * slot, value: series.value(row) }))
      .flatMap(({ x, value }) => (value === null ? [] : [{ x, value }]));
    return (
      <g key={series.title} stroke={cssColor(series)} fill={cssColor(series)}>
        <polyline fill="none" strokeWidth={2} points={points.map(({ x, value }) => `${x},${y(value)}`).join(' ')} />
        {points.map(({ x, value }) => (
          <circle key={x} cx={x} cy={y(value)} r={2.5} />
        ))}
      </g>
    );
  });
}

const valuesOf = (metric: Metric, row: UsageRow): number[] => metric.series.map(({ value }) => value(row) ?? 0);

/** Where each part of a day's bar ends, from below. */
function heightsOf(metric: Metric, row: UsageRow): number[] {
  let sum = 0;
  return valuesOf(metric, row).map((value) => {
    sum += value;
    return sum;
  });
}

const cssColor = ({ color }: Series): string => `var(--mantine-color-${color.replace('.', '-')})`;
