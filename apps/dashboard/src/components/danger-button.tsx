import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';

interface DangerButtonProps extends Pick<ButtonProps, 'size'> {
  onClick: () => void;
  children: ReactNode;
}

/** Leads to what cannot be undone; `Confirm` asks before it is done. */
export function DangerButton({ children, ...props }: DangerButtonProps) {
  return (
    <Button variant="default" c="light-dark(var(--mantine-color-red-9), var(--mantine-color-red-4))" {...props}>
      {children}
    </Button>
  );
}
