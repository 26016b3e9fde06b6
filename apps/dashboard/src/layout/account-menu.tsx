import {
  Avatar,
  Menu,
  SegmentedControl,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { IconApi, IconBook2, IconDevices, IconLogout, IconShieldLock, IconUser } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';
import { notifyFailed } from '../components/notify.ts';
import { logOut } from '../session/session.ts';
import { useMe } from '../session/use-me.ts';

const iconProps = { size: 16, stroke: 1.6, 'aria-hidden': true } as const;

/** Who is logged in, and what is theirs: account, colours, references, the way out. */
export function AccountMenu() {
  const { member, tenant } = useMe();
  const leave = useMutation({ mutationFn: logOut, onError: notifyFailed });
  const name = [member?.first_name, member?.last_name].filter(Boolean).join(' ');
  return (
    <Menu position="bottom-end" width={248} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton style={{ borderRadius: '50%' }}>
          <VisuallyHidden>Account</VisuallyHidden>
          <Avatar
            name={name || member?.email || ''}
            color="indigo"
            variant="filled"
            size={32}
            radius="xl"
            aria-hidden
          />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {name || member?.email}
          </Text>
          <Text size="xs" truncate>
            {name ? member?.email : tenant.name}
          </Text>
        </Menu.Label>
        <Menu.Item component={Link} href="/account" leftSection={<IconUser {...iconProps} />}>
          Profile
        </Menu.Item>
        <Menu.Item component={Link} href="/account/security" leftSection={<IconShieldLock {...iconProps} />}>
          Security
        </Menu.Item>
        <Menu.Item component={Link} href="/account/sessions" leftSection={<IconDevices {...iconProps} />}>
          Sessions
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item component="a" href="/docs" leftSection={<IconBook2 {...iconProps} />}>
          Documentation
        </Menu.Item>
        <Menu.Item component="a" href="/api/docs" leftSection={<IconApi {...iconProps} />}>
          API reference
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout {...iconProps} />}
          closeMenuOnClick={false}
          disabled={leave.isPending}
          onClick={() => leave.mutate()}
        >
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Light, dark, or as the device has it; kept by the browser. */
export function ColorSchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      aria-label="Colours"
      value={colorScheme}
      onChange={(value) => setColorScheme(value as typeof colorScheme)}
      data={[
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
        { value: 'auto', label: 'Auto' },
      ]}
    />
  );
}
