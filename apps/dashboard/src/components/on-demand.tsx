import { type ReactNode, Suspense, useEffect, useState } from 'react';

interface OnDemandProps {
  opened: boolean;
  /** A lazily loaded modal, given whether it is open. */
  children: (opened: boolean) => ReactNode;
}

/** Loads a modal when it is opened first, so that pages come without the forms that few visits need. */
export function OnDemand({ opened, children }: OnDemandProps) {
  const [isWanted, setWanted] = useState(false);
  if (opened && !isWanted) setWanted(true);
  return isWanted ? (
    <Suspense>
      <Loaded opened={opened}>{children}</Loaded>
    </Suspense>
  ) : null;
}

/** A modal gives the focus back only if it was there, and closed, before: so it opens after it has come. */
function Loaded({ opened, children }: OnDemandProps) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(opened), [opened]);
  return children(isOpen);
}
