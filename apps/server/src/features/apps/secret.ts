import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in base64url, so that a plain hash is enough to keep. `ras_` makes it known to scanners. */
export const newSecret = (): string => `ras_${randomBytes(32).toString('base64url')}`;

export const digestOf = (secret: string): Buffer => hash('sha256', secret, 'buffer');

export const isSecret = (sent: string, digest: Buffer): boolean => timingSafeEqual(digestOf(sent), digest);
