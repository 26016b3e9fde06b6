import { Button, Code, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { ragkeep } from '../../session/session.ts';

const REASONS = {
  changed: 'it is not as it was written',
  missing: 'it is missing',
  head: 'the note of where the log ends does not belong to its events',
} as const;

/** Checks on the server that no event was changed or removed. */
export function useChainCheck() {
  return useMutation({ mutationFn: () => ragkeep.verifyAuditEvents() });
}

type Check = ReturnType<typeof useChainCheck>;

export function ChainButton({ check }: { check: Check }) {
  return (
    <Button
      variant="default"
      leftSection={<IconShieldCheck size={16} aria-hidden />}
      loading={check.isPending}
      onClick={() => check.mutate()}
    >
      Check the log
    </Button>
  );
}

export function ChainResult({ check }: { check: Check }) {
  if (check.error) return <Problem error={check.error} />;
  if (!check.data) return null;
  const { intact, events, head, broken_at, reason } = check.data;
  if (!intact) {
    return (
      <Notice kind="bad" icon={IconShieldX} title="The log was tampered with" isNews>
        {events.toLocaleString()} events are as they were written.
        {broken_at !== null && ` Then comes event ${broken_at}: ${reason ? REASONS[reason] : 'it does not fit'}.`}{' '}
        Compare with your exports and backups.
      </Notice>
    );
  }
  return (
    <Notice kind="good" icon={IconShieldCheck} title="The log is whole" isNews>
      <Text size="sm">
        All {events.toLocaleString()} events are as they were written. Keep this elsewhere, to see later that the log
        still begins so: event {head.seq},
      </Text>
      <Code style={{ overflowWrap: 'anywhere' }}>{head.hash}</Code>
    </Notice>
  );
}
