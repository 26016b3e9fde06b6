import { Box, Group, Paper, Stack, Text, useComputedColorScheme } from '@mantine/core';
import { IconMessageCircle, IconSend2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { onColor } from './on-color.ts';
import type { Settings } from './settings.ts';

const THEMES = {
  light: { paper: '#ffffff', text: '#1f2328', soft: '#f1f3f5', line: '#dee2e6', dim: '#5c636a' },
  dark: { paper: '#1a1b1e', text: '#e9ecef', soft: '#2c2e33', line: '#373a40', dim: '#a1a7ae' },
} as const;

/** How the widget will look on a page, with what the form says now. A drawing: nothing is asked. */
export function Preview({ of: settings }: { of: Settings }) {
  const own = useComputedColorScheme('light');
  const colors = THEMES[settings.theme === 'auto' ? own : settings.theme];
  const color = /^#[0-9a-f]{6}$/i.test(settings.color) ? settings.color : '#1f5fbf';
  const head = { backgroundColor: color, color: onColor(color) };
  return (
    <Box
      role="img"
      aria-label="Preview of the widget"
      p="md"
      style={{
        borderRadius: 8,
        border: '1px solid var(--mantine-color-default-border)',
        background: 'var(--ragkeep-soft)',
      }}
    >
      <Paper
        shadow="md"
        radius="lg"
        style={{
          overflow: 'hidden',
          background: colors.paper,
          color: colors.text,
          maxWidth: 360,
          marginInline: 'auto',
        }}
      >
        <Box px="md" py="sm" style={head}>
          <Text fw={600} inherit>
            {settings.title || ' '}
          </Text>
        </Box>
        <Stack gap="sm" p="md" mih={260}>
          {settings.greeting && <Bubble background={colors.soft}>{settings.greeting}</Bubble>}
          <Group gap={6}>
            {settings.suggested_questions.map((question) => (
              <Text
                key={question}
                size="sm"
                px="sm"
                py={4}
                style={{ border: `1px solid ${colors.line}`, borderRadius: 999 }}
              >
                {question}
              </Text>
            ))}
          </Group>
          <Box style={{ alignSelf: 'flex-end', borderRadius: 12, ...head }} px="sm" py={6}>
            <Text size="sm" inherit>
              When do you open?
            </Text>
          </Box>
          <Bubble background={colors.soft}>At ten in the morning{settings.show_citations && ' [1]'}.</Bubble>
          {settings.show_citations && (
            <Text size="xs" style={{ color: colors.dim }}>
              [1] Handbook, page 3
            </Text>
          )}
        </Stack>
        <Group
          justify="space-between"
          px="md"
          py="sm"
          style={{ borderTop: `1px solid ${colors.line}`, color: colors.dim }}
        >
          <Text size="sm">{settings.placeholder}</Text>
          <IconSend2 size={18} aria-hidden />
        </Group>
      </Paper>
      <Group justify={settings.position === 'left' ? 'flex-start' : 'flex-end'} mt="md">
        <Box w={52} h={52} style={{ ...head, borderRadius: '50%', display: 'grid', placeItems: 'center' }}>
          <IconMessageCircle size={26} aria-hidden />
        </Box>
      </Group>
    </Box>
  );
}

function Bubble({ background, children }: { background: string; children: ReactNode }) {
  return (
    <Box px="sm" py={6} style={{ background, borderRadius: 12, alignSelf: 'flex-start', maxWidth: '85%' }}>
      <Text size="sm" inherit style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
        {children}
      </Text>
    </Box>
  );
}
