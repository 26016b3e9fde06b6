import { canGenerate, DERIVED_KEY_PATTERN, type KeyFormat, keyPattern } from '@ragkeep/access';

const JWT_PATTERN = 'eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]*';

/** The source of a regular expression that finds whatever looks like a credential. */
export function credentialPattern(keyFormats: readonly KeyFormat[]): string {
  // The pattern of an opaque format without a head would find every id as well.
  const formats = keyFormats.filter((format) => canGenerate(format) || format.head !== '');
  return [...formats.map(keyPattern), DERIVED_KEY_PATTERN, JWT_PATTERN].join('|');
}

/**
 * Makes facts ready to be kept for good: JSON, as the database will give it back, in which whatever looks like a credential is
 * `[redacted]`. Nobody should hand one over, but people paste keys into names.
 */
export function createFence(keyFormats: readonly KeyFormat[]): (facts: object) => unknown {
  const credential = new RegExp(credentialPattern(keyFormats), 'g');
  // PostgreSQL's jsonb takes neither NUL nor half a surrogate pair.
  const storable = (text: string) => text.toWellFormed().replaceAll('\0', '\ufffd').replace(credential, '[redacted]');
  return (facts) =>
    JSON.parse(JSON.stringify(facts), (_key, value: unknown) => (typeof value === 'string' ? storable(value) : value));
}
