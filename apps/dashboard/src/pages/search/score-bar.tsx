import { Group, Progress, Text } from '@mantine/core';

interface ScoreBarProps {
  label: string;
  /** Null where the passage was not among the best in this respect. */
  value: number | null;
  /** What fills the bar. */
  full: number;
  color?: string;
}

export function ScoreBar({ label, value, full, color }: ScoreBarProps) {
  const percent = value === null || full <= 0 ? 0 : Math.max(0, Math.min(100, (value / full) * 100));
  return (
    <Group gap="sm" wrap="nowrap">
      <Text size="xs" c="dimmed" w={60}>
        {label}
      </Text>
      <Progress.Root size="sm" style={{ flex: 1 }}>
        <Progress.Section value={percent} {...(color ? { color } : {})} withAria={false} />
      </Progress.Root>
      <Text size="xs" w={48} ta="right" ff="monospace">
        {value === null ? '–' : value.toFixed(3)}
      </Text>
    </Group>
  );
}
