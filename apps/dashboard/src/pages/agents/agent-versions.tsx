import { Badge, Button, Group, Modal, Text } from '@mantine/core';
import type { Agent, AgentVersion } from '@ragkeep/sdk';
import { useState } from 'react';
import { ListState } from '../../components/list-state.tsx';
import { Problem } from '../../components/problem.tsx';
import { type Column, Rows } from '../../components/rows.tsx';
import { useChange } from '../../components/use-change.ts';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { SettingsDiff } from './settings-diff.tsx';

const COLUMNS: readonly [Column<AgentVersion>, ...Column<AgentVersion>[]] = [
  {
    title: 'Version',
    cell: ({ version, published }) => (
      <Group gap="xs">
        {version}
        {published && (
          <Badge size="sm" color="green" variant="dot">
            published
          </Badge>
        )}
      </Group>
    ),
  },
  { title: 'Saved', cell: ({ created_at }) => <When at={created_at} /> },
  { title: 'By', cell: ({ created_by }) => (created_by ? `a ${created_by.type}` : 'the server') },
];

export function AgentVersions({ agent }: { agent: Agent }) {
  const mayWrite = useMay()('agents:write');
  const [compared, setCompared] = useState<AgentVersion | null>(null);
  const versions = useList(['agents', agent.id, 'versions', 'list'], (page) =>
    ragkeep.listAgentVersions(agent.id, page),
  );
  const published = versions.items.find((version) => version.published);
  const publish = useChange((version: number) => ragkeep.publishAgent(agent.id, { version }), {
    invalidates: [['agents']],
    done: (changed) => `Version ${changed.version} is published`,
  });
  return (
    <>
      {publish.error && <Problem error={publish.error} />}
      <ListState query={versions} empty={<Text>There are no versions.</Text>}>
        <Rows
          caption="Versions"
          items={versions.items}
          keyOf={({ version }) => String(version)}
          columns={COLUMNS}
          actions={(version) =>
            !version.published && (
              <Group gap="xs" justify="flex-end" wrap="nowrap">
                {published && (
                  <Button size="compact-sm" variant="subtle" onClick={() => setCompared(version)}>
                    Compare
                  </Button>
                )}
                {mayWrite && (
                  <Button
                    size="compact-sm"
                    variant="light"
                    loading={publish.isPending && publish.variables === version.version}
                    onClick={() => publish.mutate(version.version)}
                  >
                    Publish
                  </Button>
                )}
              </Group>
            )
          }
        />
      </ListState>
      <Modal
        opened={compared !== null}
        onClose={() => setCompared(null)}
        size="xl"
        title={compared && `Version ${compared.version}, compared with the published one`}
      >
        {compared && published && <SettingsDiff before={published} after={compared} />}
      </Modal>
    </>
  );
}
