import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { App } from '@ragkeep/sdk';
import { useState } from 'react';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { Permissions, ProjectPicker } from './app-form.tsx';

interface ApproveAppProps {
  app: App;
  opened: boolean;
  onClose: () => void;
}

/** Grants an app what it asks for, or less; or changes what an approved one may do. */
export function ApproveApp({ app, opened, onClose }: ApproveAppProps) {
  const [scopes, setScopes] = useState<string[]>(app.scopes);
  const [projects, setProjects] = useState<string[]>(app.project_ids ?? []);
  const approve = useChange(
    () =>
      ragkeep.approveApp(app.id, {
        scopes: scopes as App['scopes'],
        project_ids: projects.length > 0 ? projects : null,
      }),
    { invalidates: [['apps']], done: `“${app.name}” may do that now`, onDone: onClose },
  );
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={app.status === 'approved' ? `What “${app.name}” may do` : `Approve “${app.name}”?`}
      size="lg"
    >
      <Stack>
        <Text size="sm">
          {app.description && `${app.description}. `}
          It keeps what you grant only as long as you may do it yourself.
        </Text>
        <Permissions
          value={scopes}
          onChange={setScopes}
          error={scopes.length === 0 ? 'Choose at least one' : undefined}
        />
        <ProjectPicker value={projects} onChange={setProjects} />
        {approve.error && <Problem error={approve.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={approve.isPending} disabled={scopes.length === 0} onClick={() => approve.mutate(undefined)}>
            {app.status === 'approved' ? 'Save' : 'Approve'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
