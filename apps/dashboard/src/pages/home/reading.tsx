import { Anchor, Group, Text, Title } from '@mantine/core';

const LINKS = [
  ['/docs', 'Documentation'],
  ['/docs/quick-start', 'Quick start'],
  ['/docs/guides/keys', 'Keys'],
  ['/api/docs', 'API reference'],
] as const;

/** Where one reads on. */
export function Reading() {
  return (
    <section aria-labelledby="reading">
      <Title order={2} size="h4" id="reading" mb="xs">
        Read on
      </Title>
      <Text component="div" size="sm">
        <Group gap="lg">
          {LINKS.map(([href, label]) => (
            <Anchor key={href} href={href} inherit>
              {label}
            </Anchor>
          ))}
        </Group>
      </Text>
    </section>
  );
}
