import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Principal } from '../../access/principal.ts';
import { createKeyCache, type KnownKey } from './cache.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();
const keyOf = (tenantId: string): KnownKey => ({
  principal: { type: 'key', id: 'k', tenantId, scopes: [], projectIds: null, agentIds: null } satisfies Principal,
  until: null,
});

it('remembers what was found, and nothing that was not', async () => {
  const cache = createKeyCache({ exclusive: true });
  await cache.fill(digest('a'), async () => keyOf('t'));
  await cache.fill(digest('b'), async () => null);
  expect([cache.get(digest('a')), cache.get(digest('b'))]).toEqual([keyOf('t'), undefined]);
});

it('forgets one tenant’s keys and leaves the others', async () => {
  const cache = createKeyCache({ exclusive: true });
  await cache.fill(digest('a'), async () => keyOf('one'));
  await cache.fill(digest('b'), async () => keyOf('two'));
  cache.forget('one');
  expect([cache.get(digest('a')), cache.get(digest('b'))?.principal.tenantId]).toEqual([undefined, 'two']);
});

it('a look-up that was under way when a key was revoked does not bring it back', async () => {
  const cache = createKeyCache({ exclusive: true });
  const read = Promise.withResolvers<KnownKey>();
  const filling = cache.fill(digest('a'), () => read.promise);
  cache.forget('t');
  read.resolve(keyOf('t'));
  await filling;
  expect(cache.get(digest('a'))).toBeUndefined();
});

it('remembers nothing where other processes may change keys', async () => {
  const cache = createKeyCache({ exclusive: false });
  await cache.fill(digest('a'), async () => keyOf('t'));
  expect(cache.get(digest('a'))).toBeUndefined();
});
