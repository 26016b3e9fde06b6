import { notifications } from '@mantine/notifications';
import { messageOf } from './problem.tsx';

const closeButtonProps = { 'aria-label': 'Close' };

/** Says that something was done, in passing. */
export const notifyDone = (message: string): void => void notifications.show({ message, closeButtonProps });

/** Says that something failed that has no place of its own on the page. */
export const notifyFailed = (error: unknown): void =>
  void notifications.show({
    color: 'red',
    title: 'That did not work',
    message: messageOf(error),
    autoClose: 10_000,
    closeButtonProps,
  });
