import { Accordion, Select } from '@mantine/core';
import { ROLES, type Role } from '@ragkeep/access';
import { Facts } from '../../components/facts.tsx';
import { useMe } from '../../session/use-me.ts';

/** What each role means, in a sentence. */
const ROLE_DESCRIPTIONS: Readonly<Record<Role, string>> = {
  owner: 'Everything, and alone appoints, changes and removes owners',
  admin: 'Everything else: keys, members, credentials, settings',
  member: 'Works with projects, agents and documents; makes no keys and changes no members',
  viewer: 'Reads, searches and asks',
};

export const ROLE_TITLES: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  admin: 'Admin',
  member: 'Member',
  viewer: 'Viewer',
};

/** Those whom the logged-in member may appoint. */
function useAppointable(): readonly Role[] {
  const { member } = useMe();
  return member?.role === 'owner' ? ROLES : ROLES.filter((role) => role !== 'owner');
}

interface RolePickerProps {
  value: Role;
  onChange: (role: Role) => void;
  error?: string | undefined;
}

export function RolePicker({ value, onChange, error }: RolePickerProps) {
  const roles = useAppointable();
  return (
    <Select
      label="Role"
      description={ROLE_DESCRIPTIONS[value]}
      data={roles.map((role) => ({ value: role, label: ROLE_TITLES[role] }))}
      value={value}
      onChange={(role) => role && onChange(role as Role)}
      allowDeselect={false}
      error={error}
    />
  );
}

export function RolesExplained() {
  return (
    <Accordion variant="contained" order={2}>
      <Accordion.Item value="roles">
        <Accordion.Control>What the roles may do</Accordion.Control>
        <Accordion.Panel>
          <Facts facts={ROLES.map((role) => [ROLE_TITLES[role], ROLE_DESCRIPTIONS[role]] as const)} />
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
