import { Anchor, Skeleton, Stack, Tabs, Text, Title } from '@mantine/core';
import type { Agent } from '@ragkeep/sdk';
import { lazy, Suspense } from 'react';
import { CodeBlock } from '../../components/code-block.tsx';
import { SNIPPETS } from './snippets.ts';

const KeysOfAgent = lazy(() => import('./keys-of-agent.tsx'));

/** How programs reach the agent: its keys, and code that asks it. */
export function DeveloperTab({ agent, project }: { agent: Agent; project: string }) {
  const target = { baseUrl: window.location.origin, project, agentId: agent.id };
  return (
    <Stack maw={820} gap="xl">
      <section aria-label="API keys">
        <Title order={2} size="h4" mb="xs">
          API keys
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          A key of this agent may ask it and do nothing else. Keep it on a server: for a page, use a chat widget.
        </Text>
        <Suspense fallback={<Skeleton height={120} aria-label="Loading" />}>
          <KeysOfAgent agentId={agent.id} />
        </Suspense>
      </section>
      <section aria-label="Code">
        <Title order={2} size="h4" mb="xs">
          Ask it from a program
        </Title>
        <Tabs defaultValue="curl">
          <Tabs.List mb="sm">
            {SNIPPETS.map(({ name, label }) => (
              <Tabs.Tab key={name} value={name}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {SNIPPETS.map(({ name, label, code }) => (
            <Tabs.Panel key={name} value={name}>
              <CodeBlock what={`${label} example`} code={code(target)} />
            </Tabs.Panel>
          ))}
        </Tabs>
        <Text size="sm" mt="sm">
          Put a key where <code>RAGKEEP_API_KEY</code> is read. All else is in the{' '}
          <Anchor href="/api/docs" underline="always" target="_blank" rel="noopener noreferrer">
            reference
          </Anchor>
          .
        </Text>
      </section>
    </Stack>
  );
}
