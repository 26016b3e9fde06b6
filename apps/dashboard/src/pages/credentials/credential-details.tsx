import { Anchor, Button, Code, Drawer, Group, List, Stack, Text, TextInput, Title } from '@mantine/core';
import type { Credential, CredentialUse } from '@ragkeep/sdk';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { Facts } from '../../components/facts.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { labelOf } from './kinds.ts';

/** All about a credential but its secret: what uses it, and whether it opens a page. */
export function CredentialDetails({ of, onClose }: { of: Credential | null; onClose: () => void }) {
  const may = useMay();
  return (
    <Drawer
      opened={of !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={of?.name}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {of && (
        <Stack gap="lg">
          <Facts
            facts={[
              ['Kind', labelOf(of.kind)],
              ['Sent to', of.hosts.join(', ')],
              ['User name', of.username],
              ['Header', of.header],
              ['Token endpoint', of.token_url],
              ['Client id', of.client_id],
              ['Scope', of.scope],
              ['Audience', of.audience],
              ['Resource', of.resource],
              ['Stored', <When key="stored" at={of.created_at} />],
              ['Last used', <When key="used" at={of.last_used_at} />],
              ['Id', <Code key="id">{of.id}</Code>],
            ]}
          />
          <Uses id={of.id} />
          {may('credentials:write') && <Trial of={of} />}
        </Stack>
      )}
    </Drawer>
  );
}

function Uses({ id }: { id: string }) {
  const { data, error } = useQuery({ queryKey: ['credentials', id], queryFn: () => ragkeep.getCredential(id) });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Used by
      </Title>
      {error && <Problem error={error} />}
      {data?.used_by.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing yet. Choose it where you add a page, a source, a toolset, a webhook or a language model.
        </Text>
      )}
      <List size="sm">
        {data?.used_by.map((use) => (
          <List.Item key={use.id}>
            <Use of={use} />
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

function Use({ of: { type, id, name, project_id } }: { of: CredentialUse }) {
  if (type === 'toolset') return <>Toolset {name}</>;
  const { what, href } = {
    webhook: { what: 'Webhook to', href: `/webhooks/${id}` },
    source: { what: 'Source', href: `/projects/${project_id}/sources` },
    provider: { what: 'Language model', href: '/providers' },
  }[type];
  return (
    <>
      {what}{' '}
      <Anchor component={Link} href={href} inherit>
        {name}
      </Anchor>
    </>
  );
}

function Trial({ of: credential }: { of: Credential }) {
  const [host = ''] = credential.hosts;
  const [url, setUrl] = useState(host.includes('*') ? '' : `https://${host}/`);
  const trial = useMutation({ mutationFn: () => ragkeep.testCredential(credential.id, { url }) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        trial.mutate();
      }}
    >
      <Stack gap="xs">
        <Title order={3} size="h5">
          Try it
        </Title>
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            label="A URL of its hosts"
            type="url"
            required
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            style={{ flex: 1 }}
          />
          <Button type="submit" variant="default" loading={trial.isPending}>
            Try
          </Button>
        </Group>
        {trial.error && <Problem error={trial.error} />}
        {trial.data && (
          <Notice kind={trial.data.ok ? 'good' : 'bad'} isNews>
            {trial.data.ok
              ? `It opens: ${trial.data.status}`
              : (trial.data.error ?? `The server answered ${trial.data.status}`)}
          </Notice>
        )}
      </Stack>
    </form>
  );
}
