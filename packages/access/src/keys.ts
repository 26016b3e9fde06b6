import { crc32 } from './crc32.ts';
import { encodeNumber, randomDigits } from './digits.ts';
import { type ChecksummedFormat, canGenerate, ENCODINGS, type KeyFormat, type OpaqueFormat } from './key-template.ts';

export const ENVIRONMENTS = ['live', 'test'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export interface ParsedKey {
  readonly format: KeyFormat;
  /** Null where the format does not say. */
  readonly environment: Environment | null;
  /** The literal part: `rk_live_`, `rg_`; may be empty where the format is opaque. */
  readonly prefix: string;
  /** What may be stored and shown to tell keys apart: the prefix and the first few characters of the secret. */
  readonly displayPrefix: string;
}

/** Characters of an opaque key that a display prefix shows after its head. */
const OPAQUE_SHOWN_LENGTH = 4;

/**
 * Makes a new key, checksum included.
 *
 * @param environment has no effect on a format without `{env}`
 * @param randomBytes a cryptographically secure source, `(n) => crypto.getRandomValues(new Uint8Array(n))`
 * @throws Error for an opaque format, see `canGenerate`
 */
export function generateKey(
  format: KeyFormat,
  { environment, randomBytes }: { environment: Environment; randomBytes: (count: number) => Uint8Array },
): string {
  if (!canGenerate(format)) {
    throw new Error(`The key format "${format.template}" only recognises keys from elsewhere: none can be generated.`);
  }
  const { alphabet, checksumLength } = ENCODINGS[format.encoding];
  const secret = randomDigits(alphabet, format.randomLength - checksumLength, randomBytes);
  const text = prefixOf(format, environment) + secret;
  return text + checksumOf(format, text);
}

/**
 * Recognises a key of one of the formats by its shape and checksum, which needs no look-up. It says nothing about whether
 * the key was ever issued. The text is taken as it is: never trimmed, case-folded or normalised.
 *
 * What begins like a key of a format with a checksum must be one: no opaque format of the list lets it pass without.
 */
export function parseKey(formats: readonly KeyFormat[], text: string): ParsedKey | null {
  const checksummed = formats.filter(canGenerate);
  for (const format of checksummed) {
    const parsed = parseChecksummed(format, text);
    if (parsed) return parsed;
  }
  if (checksummed.some(({ head }) => text.startsWith(head))) return null;
  for (const format of formats) {
    if (canGenerate(format) || !isOpaqueKey(format, text)) continue;
    const displayPrefix = text.slice(0, format.head.length + OPAQUE_SHOWN_LENGTH);
    return { format, environment: null, prefix: format.head, displayPrefix };
  }
  return null;
}

/**
 * The source of a regular expression (also valid in RE2) for leak scanners and log redaction. It has no word boundaries: a
 * key is often glued to what is before it, as in `%20rk_…` or `\nrk_…`. Whether a find is real, `parseKey` tells; of an
 * opaque key without a head nothing does, and its pattern finds every long word.
 */
export function keyPattern(format: KeyFormat): string {
  if (!canGenerate(format)) return `${format.head}[0-9A-Za-z_-]{${lengthsOf(format)}}`;
  const environment = format.environmentTail === null ? '' : `(?:${ENVIRONMENTS.join('|')})${format.environmentTail}`;
  const digit = format.encoding === 'hex' ? '[0-9a-f]' : '[0-9A-Za-z]';
  return `${format.head}${environment}${digit}{${format.randomLength}}`;
}

function lengthsOf({ minLength, maxLength }: OpaqueFormat): string {
  return minLength === maxLength ? `${minLength}` : `${minLength},${maxLength}`;
}

function isOpaqueKey({ head, minLength, maxLength }: OpaqueFormat, text: string): boolean {
  const length = text.length - head.length;
  return length >= minLength && length <= maxLength && text.startsWith(head) && /^[0-9A-Za-z_-]+$/.test(text);
}

function parseChecksummed(format: ChecksummedFormat, text: string): ParsedKey | null {
  for (const environment of environmentsOf(format)) {
    const prefix = prefixOf(format, environment);
    if (!text.startsWith(prefix) || !isGenuine(format, prefix, text)) continue;
    const displayPrefix = text.slice(0, prefix.length + ENCODINGS[format.encoding].shownLength);
    return { format, environment, prefix, displayPrefix };
  }
  return null;
}

function environmentsOf(format: ChecksummedFormat): readonly (Environment | null)[] {
  return format.environmentTail === null ? [null] : ENVIRONMENTS;
}

function prefixOf({ head, environmentTail }: ChecksummedFormat, environment: Environment | null): string {
  return environmentTail === null ? head : `${head}${environment}${environmentTail}`;
}

function isGenuine(format: ChecksummedFormat, prefix: string, text: string): boolean {
  if (text.length !== prefix.length + format.randomLength) return false;
  const { alphabet, checksumLength } = ENCODINGS[format.encoding];
  for (let i = prefix.length; i < text.length; i++) if (!alphabet.includes(text.charAt(i))) return false;
  return text.slice(-checksumLength) === checksumOf(format, text.slice(0, -checksumLength));
}

/** CRC-32 of all that precedes it, the prefix included, so that a key moved to another prefix is no key. */
function checksumOf(format: ChecksummedFormat, text: string): string {
  const { alphabet, checksumLength } = ENCODINGS[format.encoding];
  return encodeNumber(crc32(text), alphabet, checksumLength);
}
