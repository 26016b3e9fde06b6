import { Card, Group, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';

/** A column: its heading, and what stands in it for an item. */
export interface Column<Item> {
  title: string;
  cell: (item: Item) => ReactNode;
  align?: 'right';
}

interface RowsProps<Item> {
  /** What the table lists, for assistive technology. */
  caption: string;
  items: readonly Item[];
  keyOf: (item: Item) => string;
  /** The first one names the item. */
  columns: readonly [Column<Item>, ...Column<Item>[]];
  /** Buttons at the end of each row. */
  actions?: (item: Item) => ReactNode;
}

/** A list as a table; on a narrow screen as one card for each item, so that nothing scrolls sideways. */
export function Rows<Item>(props: RowsProps<Item>) {
  const isNarrow = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false });
  return isNarrow ? <Cards {...props} /> : <Wide {...props} />;
}

function Wide<Item>({ caption, items, keyOf, columns, actions }: RowsProps<Item>) {
  const [first, ...others] = columns;
  return (
    <Table verticalSpacing="sm" highlightOnHover aria-label={caption}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ title, align }) => (
            <Table.Th key={title} ta={align ?? 'left'} scope="col">
              {title}
            </Table.Th>
          ))}
          {actions && <Table.Td aria-label="Actions" />}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={keyOf(item)}>
            <Table.Th scope="row" fw={400}>
              {first.cell(item)}
            </Table.Th>
            {others.map(({ title, cell, align }) => (
              <Table.Td key={title} ta={align ?? 'left'}>
                {cell(item)}
              </Table.Td>
            ))}
            {actions && <Table.Td ta="right">{actions(item)}</Table.Td>}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Cards<Item>({ caption, items, keyOf, columns, actions }: RowsProps<Item>) {
  const [first, ...others] = columns;
  return (
    <Stack component="ul" gap="sm" p={0} m={0} aria-label={caption} style={{ listStyle: 'none' }}>
      {items.map((item) => (
        <Card key={keyOf(item)} component="li" withBorder padding="sm">
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <div style={{ minWidth: 0 }}>{first.cell(item)}</div>
            {actions?.(item)}
          </Group>
          <Stack gap={4} mt="xs">
            {others.map(({ title, cell }) => (
              <Group key={title} gap="sm" wrap="nowrap" align="flex-start">
                <Text size="sm" c="dimmed" w={104} style={{ flexShrink: 0 }}>
                  {title}
                </Text>
                <Text size="sm" component="div" style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                  {cell(item)}
                </Text>
              </Group>
            ))}
          </Stack>
        </Card>
      ))}
    </Stack>
  );
}
