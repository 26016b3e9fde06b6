import { useNotifications } from '@mantine/notifications';
import { lazy, Suspense, useState } from 'react';

const Toasts = lazy(() => import('./toasts.tsx'));

/** Notifications, whose script is fetched with the first of them. */
export function ToastsOnDemand() {
  const { notifications } = useNotifications();
  const [wasNeeded, setNeeded] = useState(false);
  if (notifications.length > 0 && !wasNeeded) setNeeded(true);
  return wasNeeded ? (
    <Suspense>
      <Toasts />
    </Suspense>
  ) : null;
}
