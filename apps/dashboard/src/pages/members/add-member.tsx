import {
  Button,
  Group,
  Modal,
  PasswordInput,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Role } from '@ragkeep/access';
import { useState } from 'react';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { RolePicker } from './roles.tsx';

interface Fields {
  email: string;
  role: Role;
  first_name: string;
  last_name: string;
  password: string;
}

type Way = 'invite' | 'password';

/** A new member: by an invitation that is mailed, or, where no mail is set up, with a password to be told them. */
export function AddMember({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [way, setWay] = useState<Way>('invite');
  const form = useForm<Fields>({
    initialValues: { email: '', role: 'member', first_name: '', last_name: '', password: '' },
    validate: {
      email: (email) => (/^\S+@\S+$/.test(email.trim()) ? null : 'Enter an e-mail address'),
      password: (password) => (way === 'invite' || password.length >= 8 ? null : 'At least 8 characters'),
    },
  });
  const close = () => {
    onClose();
    form.reset();
    add.reset();
  };
  const add = useChange(
    (fields: Fields) =>
      way === 'invite'
        ? ragkeep.inviteMember(bodyOf(fields))
        : ragkeep.createMember({ ...bodyOf(fields), password: fields.password }),
    {
      invalidates: [['members']],
      done: ({ email }) => (way === 'invite' ? `An invitation is on its way to ${email}` : `${email} can log in now`),
      onDone: close,
    },
  );
  return (
    <Modal opened={opened} onClose={close} title="Add a member">
      <form noValidate onSubmit={form.onSubmit((fields) => add.mutate(fields, atFields(form)))}>
        <Stack>
          <SegmentedControl
            aria-label="How they get in"
            fullWidth
            data={[
              { value: 'invite', label: 'Invite by e-mail' },
              { value: 'password', label: 'Set a password' },
            ]}
            value={way}
            onChange={(value) => setWay(value as Way)}
          />
          <TextInput
            label="E-mail address"
            type="email"
            required
            data-autofocus
            autoComplete="off"
            {...form.getInputProps('email')}
          />
          <SimpleGrid cols={2}>
            <TextInput label="First name" autoComplete="off" {...form.getInputProps('first_name')} />
            <TextInput label="Last name" autoComplete="off" {...form.getInputProps('last_name')} />
          </SimpleGrid>
          <RolePicker value={form.values.role} onChange={(role) => form.setFieldValue('role', role)} />
          {way === 'invite' && (
            <Text size="sm" c="dimmed">
              They get a link that is good for 7 days. Where no mail server is set up, whoever runs the server finds it
              in the server’s output.
            </Text>
          )}
          {way === 'password' && (
            <PasswordInput
              label="First password"
              description="At least 8 characters. Tell it them safely; they change it on their account page."
              required
              autoComplete="new-password"
              {...form.getInputProps('password')}
            />
          )}
          <FormProblem error={add.error} fields={Object.keys(form.values)} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending}>
              {way === 'invite' ? 'Send the invitation' : 'Add the member'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const bodyOf = ({ email, role, first_name, last_name }: Fields) => ({
  email: email.trim(),
  role,
  ...(first_name.trim() ? { first_name } : {}),
  ...(last_name.trim() ? { last_name } : {}),
});
