import { Confirm } from '../../components/confirm.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { CHANGED, type DialogProps } from './dialog-props.ts';

/** The end of a key. */
export function RevokeKey({ of: key, opened, onClose }: DialogProps) {
  const revoke = useChange(() => ragkeep.deleteApiKey(key.id), {
    invalidates: CHANGED,
    done: `The key “${key.name}” is revoked`,
    onDone: onClose,
  });
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={`Revoke “${key.name}”?`}
      action="Revoke the key"
      onConfirm={() => revoke.mutate(undefined)}
      isPending={revoke.isPending}
      error={revoke.error}
    >
      Whoever uses it is refused from this moment on, and it cannot be undone. Other keys go on working.
    </Confirm>
  );
}
