import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';

interface ActionsMenuProps {
  /** Of what, as “Actions for the key CI”. */
  label: string;
  /** Whether something that the menu opened is open. When it closes, the focus comes back here. */
  isAway: boolean;
  isBusy?: boolean;
  /** `Menu.Item`s. */
  children: ReactNode;
}

/** What can be done with the item of a row. */
export function ActionsMenu({ label, isAway, isBusy = false, children }: ActionsMenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const wasAway = useRef(false);
  useEffect(() => {
    // The item that was chosen is gone, so a dialog cannot give the focus back by itself.
    if (wasAway.current && !isAway) button.current?.focus({ preventScroll: true });
    wasAway.current = isAway;
  }, [isAway]);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon ref={button} variant="subtle" color="gray" aria-label={label} loading={isBusy}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
