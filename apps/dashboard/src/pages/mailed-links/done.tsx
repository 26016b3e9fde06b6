import { Button, Text } from '@mantine/core';
import { Front } from '../../layout/front.tsx';

interface DoneProps {
  title: string;
  children: string;
  action: string;
  onClose: () => void;
}

/** Says that the link did what it was for, and leads on. */
export function Done({ title, children, action, onClose }: DoneProps) {
  return (
    <Front title={title}>
      <Text size="sm" role="status">
        {children}
      </Text>
      <Button onClick={onClose} autoFocus>
        {action}
      </Button>
    </Front>
  );
}
