import { crc32 } from './crc32.ts';
import { encodeNumber, randomDigits } from './digits.ts';
import { ENCODINGS, type KeyFormat } from './key-template.ts';

export const ENVIRONMENTS = ['live', 'test'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export interface ParsedKey {
  readonly format: KeyFormat;
  /** Null where the format does not say. */
  readonly environment: Environment | null;
  /** The literal part: `rk_live_`, `rg_`. */
  readonly prefix: string;
  /** What may be stored and shown to tell keys apart: the prefix and the first few characters of the secret. */
  readonly displayPrefix: string;
}

/**
 * Makes a new key, checksum included.
 *
 * @param environment has no effect on a format without `{env}`
 * @param randomBytes a cryptographically secure source, `(n) => crypto.getRandomValues(new Uint8Array(n))`
 */
export function generateKey(
  format: KeyFormat,
  { environment, randomBytes }: { environment: Environment; randomBytes: (count: number) => Uint8Array },
): string {
  const { alphabet, checksumLength } = ENCODINGS[format.encoding];
  const secret = randomDigits(alphabet, format.randomLength - checksumLength, randomBytes);
  const text = prefixOf(format, environment) + secret;
  return text + checksumOf(format, text);
}

/**
 * Recognises a key of one of the formats by its shape and checksum, which needs no look-up. It says nothing about whether
 * the key was ever issued. The text is taken as it is: never trimmed, case-folded or normalised.
 */
export function parseKey(formats: readonly KeyFormat[], text: string): ParsedKey | null {
  for (const format of formats) {
    for (const environment of environmentsOf(format)) {
      const prefix = prefixOf(format, environment);
      if (!text.startsWith(prefix) || !isGenuine(format, prefix, text)) continue;
      const displayPrefix = text.slice(0, prefix.length + ENCODINGS[format.encoding].shownLength);
      return { format, environment, prefix, displayPrefix };
    }
  }
  return null;
}

/**
 * The source of a regular expression (also valid in RE2) for leak scanners and log redaction. It has no word boundaries: a
 * key is often glued to what is before it, as in `%20rk_…` or `\nrk_…`. Whether a find is real, `parseKey` tells.
 */
export function keyPattern(format: KeyFormat): string {
  const environment = format.environmentTail === null ? '' : `(?:${ENVIRONMENTS.join('|')})${format.environmentTail}`;
  const digit = format.encoding === 'hex' ? '[0-9a-f]' : '[0-9A-Za-z]';
  return `${format.head}${environment}${digit}{${format.randomLength}}`;
}

function environmentsOf(format: KeyFormat): readonly (Environment | null)[] {
  return format.environmentTail === null ? [null] : ENVIRONMENTS;
}

function prefixOf({ head, environmentTail }: KeyFormat, environment: Environment | null): string {
  return environmentTail === null ? head : `${head}${environment}${environmentTail}`;
}

function isGenuine(format: KeyFormat, prefix: string, text: string): boolean {
  if (text.length !== prefix.length + format.randomLength) return false;
  const { alphabet, checksumLength } = ENCODINGS[format.encoding];
  for (let i = prefix.length; i < text.length; i++) if (!alphabet.includes(text.charAt(i))) return false;
  return text.slice(-checksumLength) === checksumOf(format, text.slice(0, -checksumLength));
}

/** CRC-32 of all that precedes it, the prefix included, so that a key moved to another prefix is no key. */
function checksumOf(format: KeyFormat, text: string): string {
  const { alphabet, checksumLength } = ENCODINGS[format.encoding];
  return encodeNumber(crc32(text), alphabet, checksumLength);
}
