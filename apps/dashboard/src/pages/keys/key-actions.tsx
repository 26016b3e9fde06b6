import { Menu } from '@mantine/core';
import type { ApiKey } from '@ragkeep/sdk';
import { IconChartBar, IconEye, IconInfoCircle, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ActionsMenu } from '../../components/actions-menu.tsx';
import { useMay } from '../../session/use-me.ts';
import { RenameKey } from './rename-key.tsx';
import { RevealKey } from './reveal-key.tsx';
import { RevokeKey } from './revoke-key.tsx';
import { RotateKey } from './rotate-key.tsx';

type Dialog = 'rename' | 'rotate' | 'reveal' | 'revoke';

interface KeyActionsProps {
  of: ApiKey;
  onDetails: () => void;
  /** Whether its details are open. */
  isDetailed: boolean;
}

/** What can be done with a key. */
export function KeyActions({ of: key, onDetails, isDetailed }: KeyActionsProps) {
  const may = useMay();
  const [, go] = useLocation();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const canChange = may('keys:write') && key.is_active;
  const close = () => setDialog(null);
  return (
    <>
      <ActionsMenu label={`Actions for the key ${key.name}`} isAway={dialog !== null || isDetailed}>
        <Menu.Item leftSection={<IconInfoCircle size={16} />} onClick={onDetails}>
          Details
        </Menu.Item>
        {may('analytics:read') && (
          <Menu.Item leftSection={<IconChartBar size={16} />} onClick={() => go(`/analytics?key=${key.id}`)}>
            Usage
          </Menu.Item>
        )}
        {canChange && (
          <>
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDialog('rename')}>
              Rename
            </Menu.Item>
            <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => setDialog('rotate')}>
              Rotate
            </Menu.Item>
            {key.recoverable && (
              <Menu.Item leftSection={<IconEye size={16} />} onClick={() => setDialog('reveal')}>
                Show the key
              </Menu.Item>
            )}
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setDialog('revoke')}>
              Revoke
            </Menu.Item>
          </>
        )}
      </ActionsMenu>
      {canChange && (
        <>
          <RenameKey of={key} opened={dialog === 'rename'} onClose={close} />
          <RotateKey of={key} opened={dialog === 'rotate'} onClose={close} />
          <RevealKey of={key} opened={dialog === 'reveal'} onClose={close} />
          <RevokeKey of={key} opened={dialog === 'revoke'} onClose={close} />
        </>
      )}
    </>
  );
}
