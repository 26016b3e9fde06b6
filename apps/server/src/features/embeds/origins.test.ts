import { routes } from '@ragkeep/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameAncestors, isAllowed } from './origins.ts';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const host = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
const port = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1024, max: 65_535 }).map((number) => `:${number}`),
);

describe('an origin', () => {
  it.each([
    ['https://shop.example', ['https://shop.example'], true],
    ['https://shop.example', [], false],
    ['https://shop.example:8443', ['https://shop.example'], false],
    ['http://shop.example', ['https://shop.example'], false],
    ['https://shop.example.evil.example', ['https://shop.example'], false],
    ['https://www.shop.example', ['https://*.shop.example'], true],
    ['https://a.b.shop.example', ['https://*.shop.example'], true],
    ['https://shop.example', ['https://*.shop.example'], false],
    ['https://.shop.example', ['https://*.shop.example'], false],
    ['https://evilshop.example', ['https://*.shop.example'], false],
    ['https://www.shop.example:8443', ['https://*.shop.example'], false],
    ['https://www.shop.example:8443', ['https://*.shop.example:8443'], true],
    ['https://evil.example/.shop.example', ['https://*.shop.example'], false],
    ['https://evil.example#.shop.example', ['https://*.shop.example'], false],
    ['https://evil.example:1.shop.example', ['https://*.shop.example'], false],
    ['null', ['https://*.shop.example'], false],
    ['', ['https://shop.example'], false],
  ])('%s of a page, with %j allowed: %j', (origin, allowed, expected) => {
    expect(isAllowed(origin, allowed)).toBe(expected);
  });

  it('is allowed by itself, and by a star for what is before it and by no other', () => {
    fc.assert(
      fc.property(host, host, label, port, (name, other, first, number) => {
        fc.pre(name !== other);
        const origin = `https://${name}${number}`;
        expect(isAllowed(origin, [origin])).toBe(true);
        expect(isAllowed(`https://${first}.${name}${number}`, [`https://*.${name}${number}`])).toBe(true);
        expect(isAllowed(origin, [`https://*.${name}${number}`])).toBe(false);
        expect(isAllowed(origin, [`https://${other}${number}`])).toBe(false);
        expect(isAllowed(origin, [`https://*.${other}${number}`])).toBe(name.endsWith(`.${other}`));
      }),
    );
  });

  it('that is taken into the list stays one word of a policy, whatever was written', () => {
    const { origins } = routes.updateEmbed.body.shape;
    const written = fc.oneof(
      fc.string({ unit: 'grapheme-composite' }).map((text) => `https://${text}`),
      fc.tuple(host, fc.string({ maxLength: 8 })).map(([name, rest]) => `https://*.${name}${rest}`),
    );
    fc.assert(
      fc.property(fc.array(written, { maxLength: 4 }), (list) => {
        const { success, data = [] } = origins.safeParse(list);
        if (!success) return;
        for (const each of data) expect(each).toMatch(/^https?:\/\/[a-z0-9._*:-]+$/);
        expect(origins.parse(data)).toEqual(data);
        expect(frameAncestors(data).split(' ')).toEqual(data.length > 0 ? data : ["'none'"]);
      }),
    );
  });
});
