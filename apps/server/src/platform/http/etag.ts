import { createHash } from 'node:crypto';

/** What a strong tag of this content is, without its quotes: 132 bits of SHA-256. */
export const tagOf = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, 22);

/**
 * Whether the sender of an `If-None-Match` has what this tag names. Proxies that compress make our tags weak, so they are compared
 * weakly (RFC 9110, 13.1.2).
 *
 * @param etag with its quotes
 */
export const isCurrent = (sent: string | undefined, etag: string): boolean =>
  (sent ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
