import type { Resolve } from './target.ts';

/** How hosts outside are reached, and which of them may be. */
export interface Reaching {
  /** CIDRs that may be reached although they are not public. */
  allowPrivate: readonly string[];
  userAgent: string;
  /** Default: the system's resolver. */
  resolve?: Resolve;
}
