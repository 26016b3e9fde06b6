import { z } from 'zod';

/** Building blocks of the schemas. Objects are strict: a field that is not known is refused by its name. */

export const id = z.uuid().describe('A UUIDv7');

/** An instant, RFC 3339 in UTC. */
export const timestamp = z.iso.datetime().describe('RFC 3339, UTC');

const CONTROL = /\p{Cc}/u;

/** Text that people read in one line: no control characters, no blank ends. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    .refine((text) => !CONTROL.test(text), 'must not contain control characters');

export const name = line(200);

/** NIST SP 800-63B: length is what counts, no rules of composition. */
export const password = z.string().min(8, 'must have at least 8 characters').max(256);

/** The address of a page. Its owner's secrets belong into a credential, not into what is shown and logged. */
export const webUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((text) => {
    const url = URL.parse(text);
    return url === null || (url.username === '' && url.password === '');
  }, 'must not hold a user name or password; store a credential for it');

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Text that the database can keep: JSON in PostgreSQL holds neither NUL nor half of a surrogate pair. */
export const storable = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), 'must be well-formed Unicode without NUL');

const metadataValue = z.union([
  storable(4000),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([storable(400), z.number(), z.boolean()])).max(100),
]);

/** Facts of the caller's own, kept and given back, and searchable through `filter`. */
export const metadata = z
  .record(
    storable(100)
      .min(1)
      .refine((key) => !FORBIDDEN_KEYS.has(key), 'is not allowed as a key'),
    metadataValue,
  )
  .refine((object) => Object.keys(object).length <= 50, 'at most 50 entries')
  .describe('Up to 50 facts: texts, numbers, booleans, or lists of them');

/** What every list takes. */
export const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('How many at most'),
  cursor: z.string().max(500).optional().describe('`next_cursor` of the page before'),
});

/** What every list answers. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    data: z.array(item),
    next_cursor: z.string().nullable().describe('For the next page; null on the last'),
  });
