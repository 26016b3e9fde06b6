import { Alert } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface NoticeProps {
  kind: 'good' | 'warning' | 'bad';
  icon?: Icon;
  title?: string;
  /** Whether it came up by itself, or by what somebody did: then assistive technology says it. */
  isNews?: boolean;
  children?: ReactNode;
}

const COLORS = { good: 'teal', warning: 'yellow', bad: 'red' } as const;

/** Something to know before going on, or what came of something. Its words have the colour of text, which is always readable. */
export function Notice({ kind, icon: IconOf, title, isNews = false, children }: NoticeProps) {
  return (
    <Alert
      color={COLORS[kind]}
      icon={IconOf && <IconOf aria-hidden />}
      title={title}
      role={isNews ? (kind === 'bad' ? 'alert' : 'status') : 'note'}
      styles={{
        root: {
          background: 'var(--ragkeep-soft)',
          borderInlineStart: `4px solid var(--mantine-color-${COLORS[kind]}-6)`,
        },
        title: { color: 'var(--mantine-color-text)' },
      }}
    >
      {children}
    </Alert>
  );
}
