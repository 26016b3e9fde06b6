import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressTest, narrowsCidrs } from './bounds.ts';

// Few different bits, so that ranges and addresses meet often.
const byte = fc.constantFrom(0, 1, 128, 255);
const ipv4 = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'));
const group = fc.constantFrom('0', '1', '8000', 'ffff');
const ipv6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':'));
const ipv4Range = fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([address, bits]) => `${address}/${bits}`);
const ipv6Range = fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([address, bits]) => `${address}/${bits}`);
const cidr = fc.oneof(ipv4Range, ipv6Range);
const cidrs = fc.array(cidr, { minLength: 1, maxLength: 4 });

/** The first and the last address of an IPv4 range, counted by hand. */
function endsOf(range: string): [string, string] {
  const [address = '', bits = ''] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = number - (number % size);
  const written = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
  return [written(first), written(first + size - 1)];
}

describe('ranges of addresses', () => {
  it('narrow others when one of those holds the first and the last address of each', () => {
    fc.assert(
      fc.property(fc.array(ipv4Range, { minLength: 1, maxLength: 4 }), ipv4Range, (outer, inner) => {
        const [first, last] = endsOf(inner);
        const isHeld = outer.map((range) => addressTest([range])).some((allows) => allows(first) && allows(last));
        expect(narrowsCidrs(outer, [inner])).toBe(isHeld);
      }),
      { numRuns: 1000 },
    );
  });

  it('narrow themselves, any part of themselves, and no limit at all', () => {
    fc.assert(
      fc.property(cidrs, (ranges) => {
        expect([
          narrowsCidrs(ranges, ranges),
          narrowsCidrs(ranges, ranges.slice(1)),
          narrowsCidrs(null, ranges),
        ]).toEqual([true, true, true]);
      }),
    );
  });

  it('hold the address they were written with, also in IPv6’s clothes, and nothing that is no address', () => {
    fc.assert(
      fc.property(ipv4, fc.integer({ min: 0, max: 32 }), (address, bits) => {
        const allows = addressTest([`${address}/${bits}`]);
        expect([allows(address), allows(`::ffff:${address}`), allows('unknown'), allows('')]).toEqual([
          true,
          true,
          false,
          false,
        ]);
      }),
    );
  });

  it('the whole of IPv4 is none of IPv6', () => {
    expect([narrowsCidrs(['0.0.0.0/0'], ['::/0']), addressTest(['0.0.0.0/0'])('2001:db8::1')]).toEqual([false, false]);
  });
});
