import { Card, Center, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Brand } from './brand.tsx';

interface FrontProps {
  title: string;
  about?: ReactNode;
  children: ReactNode;
  /** Ways on, below the card. */
  footer?: ReactNode;
}

/** The frame of pages outside of the dashboard: one card with one thing to do. */
export function Front({ title, about, children, footer }: FrontProps) {
  useDocumentTitle(`${title} · Ragkeep`);
  return (
    <Center component="main" mih="100vh" p="md" bg="var(--ragkeep-soft)">
      <Stack w="100%" maw={420} gap="lg">
        <Center>
          <Brand />
        </Center>
        <Card withBorder padding="xl">
          <Title order={1} size="h3">
            {title}
          </Title>
          {about && (
            <Text c="dimmed" size="sm" mt={4}>
              {about}
            </Text>
          )}
          <Stack gap="md" mt="lg">
            {children}
          </Stack>
        </Card>
        {footer && (
          <Text component="div" size="sm" ta="center" c="dimmed">
            {footer}
          </Text>
        )}
      </Stack>
    </Center>
  );
}
