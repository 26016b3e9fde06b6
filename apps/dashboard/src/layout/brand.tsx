import { Group, Text } from '@mantine/core';
import icon from '../icon.svg';

/** The product's sign and name. */
export function Brand() {
  return (
    <Group gap={8} wrap="nowrap">
      <img src={icon} alt="" width={24} height={24} />
      <Text fw={650} size="lg" lh={1.3} c="var(--mantine-color-text)">
        Ragkeep
      </Text>
    </Group>
  );
}
