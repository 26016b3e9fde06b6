import { Anchor, Card, Group, List, Text, ThemeIcon, Title, VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Step } from './steps.ts';

/** What a new team does first. Each is ticked off by what is really there; when all is done, the list is gone. */
export function FirstSteps({ steps }: { steps: readonly Step[] }) {
  const done = steps.filter(({ isDone }) => isDone).length;
  if (done === steps.length) return null;
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="first-steps">
      <Group justify="space-between" mb="md">
        <Title order={2} size="h4" id="first-steps">
          First steps
        </Title>
        <Text size="sm" c="dimmed">
          {done} of {steps.length} done
        </Text>
      </Group>
      <List listStyleType="none" spacing="sm" center>
        {steps.map((step, index) => (
          <List.Item key={step.label} icon={<Tick isDone={step.isDone} number={index + 1} />}>
            <Text size="sm" {...(step.isDone ? { c: 'dimmed' } : {})}>
              {step.isDone ? (
                step.label
              ) : (
                <Anchor component={Link} href={step.href} inherit fw={600}>
                  {step.label}
                </Anchor>
              )}
            </Text>
            {!step.isDone && (
              <Text size="sm" c="dimmed">
                {step.about}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Card>
  );
}

function Tick({ isDone, number }: { isDone: boolean; number: number }) {
  if (!isDone) {
    return (
      <ThemeIcon size={26} radius="xl" variant="default" fz="xs" fw={600}>
        {number}
      </ThemeIcon>
    );
  }
  return (
    <ThemeIcon size={26} radius="xl" color="teal.8">
      <IconCheck size={16} aria-hidden />
      <VisuallyHidden>Done:</VisuallyHidden>
    </ThemeIcon>
  );
}
