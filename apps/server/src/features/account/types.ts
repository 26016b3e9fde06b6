import type { Secrets } from '../../platform/secrets.ts';
import type { MemberDeps } from '../members/index.ts';

export interface AccountDeps extends Omit<MemberDeps, 'cursors'> {
  secrets: Secrets;
}
