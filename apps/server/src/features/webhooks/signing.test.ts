import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { createSecrets } from '../../platform/secrets.ts';
import { inForce, newSecret, openSecrets, rotated, sealSecrets, signedHeaders } from './signing.ts';

const now = new Date();
const secret = newSecret();

it('signs what the reference library verifies, whatever the body', () => {
  fc.assert(
    fc.property(fc.json(), fc.uuid(), (body, id) => {
      const headers = signedHeaders({ id, body }, [secret], now);
      expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
      expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature');
    }),
  );
});

it('a message that is kept and sent again later is refused by its time, which cannot be changed either', () => {
  const sent = signedHeaders({ id: 'm', body: '{}' }, [secret], new Date(now.getTime() - 6 * 60_000));
  expect(() => new Webhook(secret).verify('{}', sent)).toThrow('too old');
  const fresh = { ...sent, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)) };
  expect(() => new Webhook(secret).verify('{}', fresh)).toThrow('No matching signature');
});

it('for a day after a rotation both secrets sign, then the new one alone', () => {
  const next = newSecret();
  const secrets = rotated([{ secret, until: null }], next, now);
  const later = (hours: number) => new Date(now.getTime() + hours * 3600_000);
  expect(inForce(secrets, later(23.9))).toEqual([next, secret]);
  expect(inForce(secrets, later(24))).toEqual([next]);
  const headers = signedHeaders({ id: 'm', body: '{}' }, inForce(secrets, now), now);
  for (const each of [secret, next]) expect(() => new Webhook(each).verify('{}', headers)).not.toThrow();
  // A second rotation within the day leaves the first secret behind.
  expect(inForce(rotated(secrets, 'third', now), now)).toEqual(['third', next]);
});

it('secrets are 32 random bytes, and are kept sealed for their webhook alone', () => {
  expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32);
  const secrets = createSecrets(randomBytes(32).toString('hex'));
  const sealed = sealSecrets(secrets, 'tenant', 'webhook', [{ secret, until: null }]);
  expect(sealed.includes(secret)).toBe(false);
  expect(openSecrets(secrets, { tenant_id: 'tenant', id: 'webhook', sealed_secret: sealed })).toEqual([
    { secret, until: null },
  ]);
  expect(() => openSecrets(secrets, { tenant_id: 'other', id: 'webhook', sealed_secret: sealed })).toThrow();
});
