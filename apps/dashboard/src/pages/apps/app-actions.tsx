import { Menu, Modal } from '@mantine/core';
import type { App, AppWithSecret } from '@ragkeep/sdk';
import { useState } from 'react';
import { ActionsMenu } from '../../components/actions-menu.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { AppUse } from './app-use.tsx';
import { ApproveApp } from './approve-app.tsx';

type Dialog = 'use' | 'approve' | 'rotate' | 'revoke' | 'delete';

/** What can be done with an app. */
export function AppActions({ of: app }: { of: App }) {
  const may = useMay();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [made, setMade] = useState<AppWithSecret | null>(null);
  const close = () => setDialog(null);
  const invalidates = [['apps']];
  const rotate = useChange(() => ragkeep.rotateAppSecret(app.id), {
    invalidates,
    onDone: (result) => {
      close();
      setMade(result);
    },
  });
  const revoke = useChange(() => ragkeep.revokeApp(app.id), { invalidates, done: 'The app is revoked', onDone: close });
  const remove = useChange(() => ragkeep.deleteApp(app.id), { invalidates, done: 'The app is deleted', onDone: close });
  return (
    <>
      <ActionsMenu label={`Actions for the app ${app.name}`} isAway={dialog !== null || made !== null}>
        <Menu.Item onClick={() => setDialog('use')}>How it gets in</Menu.Item>
        {may('apps:write') && app.status !== 'revoked' && (
          <>
            <Menu.Item onClick={() => setDialog('approve')}>
              {app.status === 'approved' ? 'Change what it may do' : 'Approve'}
            </Menu.Item>
            <Menu.Item onClick={() => setDialog('rotate')}>New secret</Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => setDialog('revoke')}>
              Revoke
            </Menu.Item>
          </>
        )}
        {may('apps:write') && app.status === 'revoked' && (
          <Menu.Item color="red" onClick={() => setDialog('delete')}>
            Delete
          </Menu.Item>
        )}
      </ActionsMenu>
      <Modal opened={dialog === 'use'} onClose={close} title={app.name} size="lg">
        <AppUse app={app} />
      </Modal>
      <ApproveApp key={app.scopes.join()} app={app} opened={dialog === 'approve'} onClose={close} />
      <Confirm
        opened={dialog === 'rotate'}
        onClose={close}
        title={`Give “${app.name}” a new secret?`}
        action="Make a new secret"
        onConfirm={() => rotate.mutate(undefined)}
        isPending={rotate.isPending}
        error={rotate.error}
      >
        The one before ends at once.
      </Confirm>
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title={`The new secret of “${app.name}”`}
        size="lg"
        withCloseButton={false}
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        {made && <SecretOnce what="secret" value={made.secret} onDone={() => setMade(null)} />}
      </Modal>
      <Confirm
        opened={dialog === 'revoke'}
        onClose={close}
        title={`Revoke “${app.name}”?`}
        action="Revoke the app"
        onConfirm={() => revoke.mutate(undefined)}
        isPending={revoke.isPending}
        error={revoke.error}
      >
        Nothing of it is accepted from this moment on, and it cannot be undone.
      </Confirm>
      <Confirm
        opened={dialog === 'delete'}
        onClose={close}
        title={`Delete “${app.name}”?`}
        action="Delete the app"
        onConfirm={() => remove.mutate(undefined)}
        isPending={remove.isPending}
        error={remove.error}
      >
        It goes from this list. What it did stays in the audit log.
      </Confirm>
    </>
  );
}
