import { randomFillSync } from 'node:crypto';

/**
 * A UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then random bits, so that ids sort by their time of
 * creation and index pages fill in order. Within one millisecond a 12-bit counter keeps the order (method 1 of 6.2).
 * Made here and not by the database, since PostgreSQL has `uuidv7()` only from 18 on.
 */
export function uuidv7(now: number = Date.now()): string {
  // A clock that is set back must not make ids that sort before their elders.
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  randomFillSync(random);
  const hex = random.toString('hex');
  const time = lastMs.toString(16).padStart(12, '0');
  const variant = ((random[0] ?? 0) & 0x3f) | 0x80;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant.toString(16)}${hex.slice(2, 4)}-${hex.slice(4, 16)}`;
}

let lastMs = 0;
let counter = 0;
const random = Buffer.alloc(8);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a UUID in its canonical, lower-case form. */
export const isUuid = (text: string): boolean => UUID.test(text);
