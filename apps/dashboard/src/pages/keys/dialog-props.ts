import type { ApiKey } from '@ragkeep/sdk';
import { ME } from '../../session/use-me.ts';

/** Of what asks something about one key. */
export interface DialogProps {
  of: ApiKey;
  opened: boolean;
  onClose: () => void;
}

/** What is read anew when a key changed. */
export const CHANGED = [['api-keys'], ME] as const;
