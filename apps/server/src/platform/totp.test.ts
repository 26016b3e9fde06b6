import fc from 'fast-check';
import { Secret, TOTP } from 'otpauth';
import { expect, it } from 'vitest';
import { newRecoveryCodes, newTotpSecret, normaliseRecoveryCode, totpUri, verifyTotp } from './totp.ts';

const RFC_SECRET = Buffer.from('12345678901234567890');
const at = (seconds: number) => new Date(seconds * 1000);

/** The code an app shows, from the address it was given. */
const shown = (uri: string, seconds: number) => {
  const secret = Secret.fromBase32(new URL(uri).searchParams.get('secret') ?? '');
  return TOTP.generate({ secret, timestamp: seconds * 1000 });
};

// RFC 6238, appendix B, the last six of the eight digits.
it.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])("the standard's code at %i s", (seconds, code) => {
  expect(verifyTotp({ secret: RFC_SECRET, code, now: at(seconds), lastStep: null })).toBe(Math.floor(seconds / 30));
});

it('accepts the step before, this and the next, and none further', () => {
  const step = 1000;
  const accepted = [-2, -1, 0, 1, 2].filter((late) => {
    const code = TOTP.generate({ secret: Secret.fromLatin1(RFC_SECRET.toString()), timestamp: step * 30_000 });
    return verifyTotp({ secret: RFC_SECRET, code, now: at((step + late) * 30), lastStep: null }) === step;
  });
  expect(accepted).toEqual([-1, 0, 1]);
});

it('a code is good once, and so are those before it', () => {
  const secret = newTotpSecret();
  const uri = totpUri({ secret, issuer: 'Ragkeep', label: 'ada@example.com' });
  const now = at(3000);
  const [earlier, code] = [shown(uri, 2970), shown(uri, 3000)];
  const step = verifyTotp({ secret, code, now, lastStep: null });
  expect(step).toBe(100);
  expect(verifyTotp({ secret, code, now, lastStep: step })).toBeNull();
  expect(verifyTotp({ secret, code: earlier, now, lastStep: step })).toBeNull();
  expect(verifyTotp({ secret, code: shown(uri, 3030), now: at(3030), lastStep: step })).toBe(101);
});

it('what an app reads from the address gives codes that verify, for any secret and time', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 20, maxLength: 20 }),
      fc.string(),
      fc.integer({ min: 0, max: 4_000_000_000 }),
      (bytes, label, seconds) => {
        const secret = Buffer.from(bytes);
        const uri = totpUri({ secret, issuer: 'Ragkeep', label });
        expect(verifyTotp({ secret, code: shown(uri, seconds), now: at(seconds), lastStep: null })).not.toBeNull();
      },
    ),
  );
});

it('the address names issuer and account, and what they hold stays in its place', () => {
  const uri = totpUri({ secret: RFC_SECRET, issuer: 'Rag & keep', label: 'a?secret=B&b@example.com' });
  const { protocol, host, pathname, searchParams } = new URL(uri);
  expect([protocol, host, decodeURIComponent(pathname)]).toEqual([
    'otpauth:',
    'totp',
    '/Rag & keep:a?secret=B&b@example.com',
  ]);
  expect(Object.fromEntries(searchParams)).toEqual({
    issuer: 'Rag & keep',
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});

it('secrets are 20 bytes and differ', () => {
  const secrets = Array.from({ length: 20 }, () => newTotpSecret());
  expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(20);
  expect(secrets.every((secret) => secret.length === 20)).toBe(true);
});

it('anything but the six digits is wrong, and never throws', () => {
  const now = at(59);
  for (const code of ['287082 ', '28708', '2870820', '２８７０８２', '', '287083', '94287082']) {
    expect(verifyTotp({ secret: RFC_SECRET, code, now, lastStep: null })).toBeNull();
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (code) => {
      fc.pre(!/^[0-9]{6}$/.test(code));
      expect(verifyTotp({ secret: RFC_SECRET, code, now, lastStep: null })).toBeNull();
    }),
  );
});

it('recovery codes are ten, all different, and easy to read', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
});

it('a recovery code is the same however it is typed', () => {
  fc.assert(
    fc.property(fc.constantFrom(...newRecoveryCodes()), fc.array(fc.nat(18)), fc.boolean(), (code, places, upper) => {
      let typed = code.replaceAll('-', '');
      for (const place of places) typed = `${typed.slice(0, place)}${place % 2 ? ' ' : '-'}${typed.slice(place)}`;
      expect(normaliseRecoveryCode(upper ? typed.toUpperCase() : typed)).toBe(code);
    }),
  );
});

it('what is no recovery code stays none, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      const once = normaliseRecoveryCode(typed);
      expect(normaliseRecoveryCode(once)).toBe(once);
    }),
  );
  expect(normaliseRecoveryCode(' - ')).toBe('');
});
