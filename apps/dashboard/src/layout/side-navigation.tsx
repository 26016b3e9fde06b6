import { NavLink, Stack, Text } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import { useMay } from '../session/use-me.ts';
import { isWithin, NAVIGATION } from './navigation.ts';

/** The groups of pages that the member may open. `onNavigate` is told of each step, to close what it stands in. */
export function SideNavigation({ onNavigate }: { onNavigate?: () => void }) {
  const [path] = useLocation();
  const may = useMay();
  const groups = NAVIGATION.map(({ title, entries }) => ({
    title,
    entries: entries.filter(({ scope }) => scope === undefined || may(scope)),
  })).filter(({ entries }) => entries.length > 0);
  return (
    <Stack gap={10}>
      {groups.map(({ title, entries }) => (
        <div key={title}>
          {title && (
            <Text size="xs" fw={600} c="dimmed" px="sm" mb={2}>
              {title}
            </Text>
          )}
          {entries.map((entry) => (
            <NavLink
              key={entry.path}
              component={Link}
              href={entry.path}
              label={entry.label}
              leftSection={<entry.icon size={18} stroke={1.6} aria-hidden />}
              active={isWithin(path, entry)}
              aria-current={isWithin(path, entry) ? 'page' : undefined}
              py={4}
              px="sm"
              style={{ borderRadius: 'var(--mantine-radius-sm)' }}
              onClick={() => onNavigate?.()}
            />
          ))}
        </div>
      ))}
    </Stack>
  );
}
