import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colorOn, relativeLuminance } from './contrast.ts';

describe('what stands on a colour', () => {
  it.each([
    ['#000000', '#ffffff'],
    ['#ffffff', '#000000'],
    ['#1f5fbf', '#ffffff'],
    ['#ffcc00', '#000000'],
    ['#ff0000', '#000000'],
  ])('on %s is %s', (color, on) => {
    expect(colorOn(color)).toBe(on);
  });

  it('can be read on any colour as WCAG 2.2 asks for it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
        const color = `#${number.toString(16).padStart(6, '0')}`;
        const [one, other] = [color, colorOn(color)]
          .map((each) => relativeLuminance(each) + 0.05)
          .sort((a, b) => b - a);
        expect((one ?? 0) / (other ?? 1)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});
