/** The reversed generator polynomial of CRC-32/ISO-HDLC (IEEE 802.3, also ITU-T V.42, zlib and PNG). */
const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
  return remainder;
});

/**
 * CRC-32 (IEEE) of ASCII text, as an unsigned 32-bit number; "123456789" gives 0xcbf43926.
 * It finds every error that lies within 32 neighbouring bits, so every change of one character. It is no protection
 * against somebody who computes it as well.
 */
export function crc32(ascii: string): number {
  let remainder = 0xffffffff;
  for (let i = 0; i < ascii.length; i++) {
    const index = (remainder ^ ascii.charCodeAt(i)) & 0xff;
    remainder = (TABLE[index] ?? 0) ^ (remainder >>> 8);
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
