import { Card, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  about?: ReactNode;
  children: ReactNode;
}

/** A part of the account, with its own form. */
export function Section({ title, about, children }: SectionProps) {
  return (
    <Card withBorder padding="lg" component="section">
      <Title order={2} size="h4">
        {title}
      </Title>
      {about && (
        <Text c="dimmed" size="sm" mt={4}>
          {about}
        </Text>
      )}
      <Stack mt="md" gap="md">
        {children}
      </Stack>
    </Card>
  );
}
