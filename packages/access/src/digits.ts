export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const HEX = '0123456789abcdef';

/** A non-negative integer in the alphabet's base, padded on the left with the zero digit to at least `length` digits. */
export function encodeNumber(value: number, alphabet: string, length: number): string {
  let digits = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / alphabet.length)) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
  }
  return digits.padStart(length, alphabet.charAt(0));
}

/**
 * `length` digits, each equally likely. A byte modulo 62 would favour the first digits, so bytes beyond the largest
 * multiple of the base are drawn again (rejection sampling).
 *
 * @param randomBytes a cryptographically secure source that returns as many bytes as it is asked for
 */
export function randomDigits(alphabet: string, length: number, randomBytes: (count: number) => Uint8Array): string {
  const limit = 256 - (256 % alphabet.length);
  let digits = '';
  while (digits.length < length) {
    const bytes = randomBytes(length - digits.length);
    if (bytes.length !== length - digits.length) {
      throw new Error(`The random source gave ${bytes.length} bytes instead of ${length - digits.length}.`);
    }
    for (const byte of bytes) if (byte < limit) digits += alphabet.charAt(byte % alphabet.length);
  }
  return digits;
}
