import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';

/** Where notifications come up. */
export default function Toasts() {
  return <Notifications position="bottom-right" />;
}
