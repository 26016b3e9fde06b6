import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { ME } from '../../session/use-me.ts';

const EMPTY = { password: '', code: '' };

/** Turns the second factor off, by who has both. */
export function TurnOff({ onClose }: { onClose: () => void }) {
  const form = useForm({ initialValues: EMPTY });
  const disable = useChange((values: typeof EMPTY) => ragkeep.disableTotp(values), {
    invalidates: [ME],
    done: 'The second factor is off',
    onDone: onClose,
  });
  return (
    <Modal opened onClose={onClose} title="Turn the second factor off" centered>
      <form onSubmit={form.onSubmit((values) => disable.mutate(values, atFields(form)))}>
        <Stack>
          <PasswordInput
            label="Your password"
            required
            autoComplete="current-password"
            data-autofocus
            {...form.getInputProps('password')}
          />
          <TextInput
            label="Code"
            description="Of your authenticator app, or a recovery code"
            required
            autoComplete="one-time-code"
            {...form.getInputProps('code')}
          />
          <FormProblem error={disable.error} fields={Object.keys(EMPTY)} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={disable.isPending}>
              Turn off
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
