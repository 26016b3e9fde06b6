import { hash } from '@node-rs/argon2';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BusyError, hashPassword, needsRehash, verifyPassword } from './passwords.ts';

it('a hash is a PHC string of argon2id at the recommended cost, with a salt of its own', async () => {
  const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(one).not.toBe(two);
});

it('the password it was made of verifies, any other does not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), async (password, other) => {
      const hashed = await hashPassword(password);
      expect(await verifyPassword(hashed, password)).toBe(true);
      expect(await verifyPassword(hashed, other)).toBe(password.normalize('NFKC') === other.normalize('NFKC'));
    }),
    { numRuns: 15 },
  );
});

it('the same password typed on another keyboard verifies', async () => {
  const composed = await hashPassword('Zo\u00eb\u2126');
  expect(await verifyPassword(composed, 'Zoe\u0308\u03a9')).toBe(true);
  expect(await verifyPassword(composed, 'Zoe\u03a9')).toBe(false);
});

it('case, spaces and the characters beyond the 72nd count', async () => {
  const hashed = await hashPassword(`${'x'.repeat(100)}a`);
  for (const other of [`${'x'.repeat(100)}b`, `${'x'.repeat(100)}A`, ` ${'x'.repeat(100)}a`]) {
    expect(await verifyPassword(hashed, other)).toBe(false);
  }
});

it('nobody has a password that verifies', async () => {
  for (const password of ['', 'password', 'A'.repeat(43)]) expect(await verifyPassword(null, password)).toBe(false);
});

it('a hash made at another cost wants to be made anew', async () => {
  expect(needsRehash(await hashPassword('p'))).toBe(false);
  for (const cost of [{ memoryCost: 8192 }, { timeCost: 3 }, { parallelism: 2 }, { algorithm: 1 }]) {
    const other = await hash('p', cost);
    expect(needsRehash(other)).toBe(true);
    expect(await verifyPassword(other, 'p')).toBe(true);
  }
});

it('a flood is turned away beyond the two being done and the hundred waiting, and passes', async () => {
  const hashed = await hashPassword('p');
  // Those who have no account wait in the same line: they cost the same.
  const flood = Array.from({ length: 110 }, (_, n) => verifyPassword(n % 2 ? hashed : null, 'p'));
  const results = await Promise.allSettled(flood);
  const refused = results.flatMap((result, n) => (result.status === 'rejected' ? [{ n, reason: result.reason }] : []));
  expect(refused.map(({ n }) => n)).toEqual([102, 103, 104, 105, 106, 107, 108, 109]);
  for (const { reason } of refused) expect(reason).toBeInstanceOf(BusyError);
  expect(results.slice(0, 102).map((result) => result.status === 'fulfilled' && result.value)).toEqual(
    Array.from({ length: 102 }, (_, n) => n % 2 === 1),
  );
  expect(await verifyPassword(hashed, 'p')).toBe(true);
});

it('a hash that cannot be read is an error, and takes no place for good', async () => {
  for (let n = 0; n < 5; n++) await expect(verifyPassword('no hash', 'p')).rejects.toThrow();
  expect(await verifyPassword(await hashPassword('p'), 'p')).toBe(true);
});
