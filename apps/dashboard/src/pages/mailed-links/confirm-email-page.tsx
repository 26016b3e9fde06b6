import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Problem } from '../../components/problem.tsx';
import { Front } from '../../layout/front.tsx';
import { open } from '../../session/session.ts';
import { Done } from './done.tsx';

/** Confirms a new address. By a button, for mail programs that open links to look at them would use them up. */
export function ConfirmEmailPage({ token, onClose }: { token: string; onClose: () => void }) {
  const confirm = useMutation({ mutationFn: () => open.confirmEmail({ token }) });
  if (confirm.isSuccess) {
    return (
      <Done title="Your address is confirmed" action="Go on" onClose={onClose}>
        From now on you log in with it.
      </Done>
    );
  }
  return (
    <Front title="Confirm your new e-mail address" about="It takes the place of the one before.">
      {confirm.error ? <Problem error={confirm.error} /> : null}
      <Button onClick={() => confirm.mutate()} loading={confirm.isPending}>
        Confirm
      </Button>
    </Front>
  );
}
