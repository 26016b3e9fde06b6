import { Button, Group, Menu, Modal, Stack } from '@mantine/core';
import type { Member } from '@ragkeep/sdk';
import { useState } from 'react';
import { ActionsMenu } from '../../components/actions-menu.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { ME, useMay, useMe } from '../../session/use-me.ts';
import { RolePicker } from './roles.tsx';

const CHANGED = [['members'], ME] as const;
type Dialog = 'role' | 'disable' | 'second factor' | 'remove';

/** What can be done with a member. Nothing for whoever may not; owners are changed by owners only. */
export function MemberActions({ of: member }: { of: Member }) {
  const may = useMay();
  const me = useMe().member;
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  const name = nameOf(member);
  const resend = useChange(() => ragkeep.resendInvite(member.id), {
    invalidates: CHANGED,
    done: `A new invitation is on its way to ${member.email}`,
  });
  const enable = useChange(() => ragkeep.updateMember(member.id, { status: 'active' }), {
    invalidates: CHANGED,
    done: `${name} can log in again`,
  });
  const disable = useChange(() => ragkeep.updateMember(member.id, { status: 'disabled' }), {
    invalidates: CHANGED,
    done: `${name} is disabled`,
    onDone: close,
  });
  const removeFactor = useChange(() => ragkeep.removeSecondFactor(member.id), {
    invalidates: CHANGED,
    done: `${name} logs in with the password alone`,
    onDone: close,
  });
  const remove = useChange(() => ragkeep.deleteMember(member.id), {
    invalidates: CHANGED,
    done: `${name} is removed`,
    onDone: close,
  });
  if (!may('members:write') || (member.role === 'owner' && me?.role !== 'owner')) return null;
  const failed = resend.error ?? enable.error;
  return (
    <>
      <ActionsMenu
        label={`Actions for ${name}`}
        isAway={dialog !== null || failed !== null}
        isBusy={resend.isPending || enable.isPending}
      >
        <Menu.Item onClick={() => setDialog('role')}>Change the role</Menu.Item>
        {member.status === 'invited' && (
          <Menu.Item onClick={() => resend.mutate(undefined)}>Send the invitation again</Menu.Item>
        )}
        {member.status === 'active' && <Menu.Item onClick={() => setDialog('disable')}>Disable</Menu.Item>}
        {member.status === 'disabled' && <Menu.Item onClick={() => enable.mutate(undefined)}>Enable</Menu.Item>}
        {member.second_factor && (
          <Menu.Item onClick={() => setDialog('second factor')}>Remove the second factor</Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item color="red" onClick={() => setDialog('remove')}>
          Remove
        </Menu.Item>
      </ActionsMenu>
      <Modal
        opened={failed !== null}
        onClose={() => {
          resend.reset();
          enable.reset();
        }}
        title={name}
      >
        <Problem error={failed} />
      </Modal>
      <ChangeRole key={member.role} of={member} opened={dialog === 'role'} onClose={close} />
      <Confirm
        opened={dialog === 'disable'}
        onClose={close}
        title={`Disable ${name}?`}
        action="Disable"
        onConfirm={() => disable.mutate(undefined)}
        isPending={disable.isPending}
        error={disable.error}
      >
        Their sessions end and their keys stop at once. You can enable them again.
      </Confirm>
      <Confirm
        opened={dialog === 'second factor'}
        onClose={close}
        title={`Remove the second factor of ${name}?`}
        action="Remove it"
        onConfirm={() => removeFactor.mutate(undefined)}
        isPending={removeFactor.isPending}
        error={removeFactor.error}
      >
        For a lost device. Make sure that it is they who ask: from then on the password alone lets them in.
      </Confirm>
      <Confirm
        opened={dialog === 'remove'}
        onClose={close}
        title={`Remove ${name}?`}
        action="Remove the member"
        onConfirm={() => remove.mutate(undefined)}
        isPending={remove.isPending}
        error={remove.error}
      >
        Their sessions end and the keys they made are revoked at once. This cannot be undone; what they brought in
        stays.
      </Confirm>
    </>
  );
}

function ChangeRole({ of: member, opened, onClose }: { of: Member; opened: boolean; onClose: () => void }) {
  const [role, setRole] = useState(member.role);
  const change = useChange(() => ragkeep.updateMember(member.id, { role }), {
    invalidates: CHANGED,
    done: 'The role is changed',
    onDone: onClose,
  });
  return (
    <Modal opened={opened} onClose={onClose} title={`The role of ${nameOf(member)}`}>
      <Stack>
        <RolePicker value={role} onChange={setRole} />
        {change.error && <Problem error={change.error} />}
        <Group justify="flex-end">
          <Button loading={change.isPending} disabled={role === member.role} onClick={() => change.mutate(undefined)}>
            Change the role
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

export const nameOf = ({ first_name, last_name, email }: Member): string =>
  `${first_name} ${last_name}`.trim() || email;
