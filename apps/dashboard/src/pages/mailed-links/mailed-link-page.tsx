import { ConfirmEmailPage } from './confirm-email-page.tsx';
import { InvitePage } from './invite-page.tsx';
import type { Link } from './link.ts';
import { ResetPage } from './reset-page.tsx';

interface MailedLinkPageProps extends Link {
  /** Goes to the dashboard. */
  onClose: () => void;
}

/** The page that a mailed link leads to. */
export default function MailedLinkPage({ page, token, onClose }: MailedLinkPageProps) {
  switch (page) {
    case 'invite':
      return <InvitePage token={token} onClose={onClose} />;
    case 'reset':
      return <ResetPage token={token} onClose={onClose} />;
    case 'confirm-email':
      return <ConfirmEmailPage token={token} onClose={onClose} />;
  }
}
