import { Stack } from '@mantine/core';
import { ChangePassword } from './change-password.tsx';
import { SecondFactor } from './second-factor.tsx';

/** What one logs in with. */
export function SecurityPanel() {
  return (
    <Stack>
      <ChangePassword />
      <SecondFactor />
    </Stack>
  );
}
