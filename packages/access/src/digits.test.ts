import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BASE62, encodeNumber, HEX, randomDigits } from './digits.ts';

describe('encodeNumber', () => {
  test('pads to the length and fits 32 bits into the lengths that checksums have', () => {
    expect(encodeNumber(0, BASE62, 6)).toBe('000000');
    expect(encodeNumber(61, BASE62, 6)).toBe('00000z');
    expect(encodeNumber(62, BASE62, 6)).toBe('000010');
    expect(encodeNumber(0xffffffff, BASE62, 6)).toHaveLength(6);
    expect(encodeNumber(0xffffffff, HEX, 8)).toBe('ffffffff');
  });

  test('is positional notation: no two numbers look alike', () => {
    const uint32 = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(uint32, (value) => {
        const digits = [...encodeNumber(value, BASE62, 6)];
        expect(digits.reduce((sum, digit) => sum * 62 + BASE62.indexOf(digit), 0)).toBe(value);
      }),
    );
  });
});

describe('randomDigits', () => {
  test('uses each byte value below the limit equally often, and draws again for the others', () => {
    // All 256 byte values once, then zeros: what is left of them is each digit 256 / 62 = 4 times.
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    let drawn = 0;
    const digits = randomDigits(BASE62, 256, (count) => (drawn++ === 0 ? bytes : new Uint8Array(count)));
    const counts = new Map<string, number>();
    for (const digit of digits.slice(0, 248)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
    expect(counts.size).toBe(62);
    expect(new Set(counts.values())).toEqual(new Set([4]));
    expect(digits.slice(248)).toBe('00000000');
  });

  test('has the length asked for, in the alphabet', () => {
    expect(randomDigits(HEX, 33, randomBytes)).toMatch(/^[0-9a-f]{33}$/);
  });

  test('refuses a source that gives less than it was asked for', () => {
    expect(() => randomDigits(HEX, 32, () => new Uint8Array(5))).toThrow(/5 bytes instead of 32/);
  });
});
