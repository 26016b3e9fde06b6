import { Drawer, Stack } from '@mantine/core';
import { ColorSchemeSwitch } from './account-menu.tsx';
import { SideNavigation } from './side-navigation.tsx';

/** The side navigation where there is no room for it at the side. */
export default function PhoneMenu({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Drawer opened={isOpen} onClose={onClose} size={280} title="Menu" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack component="nav" gap="lg" aria-label="Main">
        <SideNavigation onNavigate={onClose} />
        <ColorSchemeSwitch />
      </Stack>
    </Drawer>
  );
}
