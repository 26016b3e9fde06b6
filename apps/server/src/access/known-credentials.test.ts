import { expect, it } from 'vitest';
import { createKnownCredentials, type KnownCredential, type KnownCredentials } from './known-credentials.ts';

const keyOf = (tenantId: string): KnownCredential => ({
  principal: {
    type: 'key',
    id: 'k',
    tenantId,
    scopes: [],
    projectIds: null,
    agentIds: null,
    memberId: null,
    role: null,
    sessionId: null,
    derivedFor: null,
    filter: null,
  },
  until: Number.POSITIVE_INFINITY,
  allows: null,
  ratePerMinute: null,
  derivationKey: null,
  planWithoutAccess: null,
});

function trusted(max?: number): KnownCredentials {
  const known = createKnownCredentials(max);
  known.trustWhile(() => true);
  return known;
}

it('remembers what was found, and what belongs to nobody', async () => {
  const known = trusted();
  await known.fill('a', async () => keyOf('t'));
  await known.fill('b', async () => null);
  expect([known.get('a'), known.get('b'), known.get('c')]).toEqual([keyOf('t'), null, undefined]);
});

it('forgets one tenant’s credentials and leaves the others', async () => {
  const known = trusted();
  await known.fill('a', async () => keyOf('one'));
  await known.fill('b', async () => keyOf('two'));
  known.forget('one');
  expect([known.get('a'), known.get('b')?.principal.tenantId]).toEqual([undefined, 'two']);
});

it('forgets what belongs to nobody at every change, since it may have been imported', async () => {
  const known = trusted();
  await known.fill('a', async () => null);
  known.forget('any');
  expect(known.get('a')).toBeUndefined();
});

it('a look-up that was under way when something was revoked does not bring it back', async () => {
  const known = trusted();
  const read = Promise.withResolvers<KnownCredential>();
  const filling = known.fill('a', () => read.promise);
  known.forget('t');
  read.resolve(keyOf('t'));
  await filling;
  expect(known.get('a')).toBeUndefined();
});

it('neither uses nor keeps anything while it does not hear of changes', async () => {
  let current = true;
  const known = createKnownCredentials();
  known.trustWhile(() => current);
  await known.fill('a', async () => keyOf('t'));
  current = false;
  expect(known.get('a')).toBeUndefined();
  await known.fill('b', async () => keyOf('t'));
  current = true;
  expect([known.get('a')?.principal.tenantId, known.get('b')]).toEqual(['t', undefined]);
});

it('is bounded, and still forgets by tenant what it did not drop', async () => {
  const known = trusted(2);
  for (const digest of ['a', 'b', 'c']) await known.fill(digest, async () => keyOf('t'));
  expect([known.get('a'), known.get('c')?.principal.tenantId]).toEqual([undefined, 't']);
  known.forget('t');
  expect([known.get('b'), known.get('c')]).toEqual([undefined, undefined]);
});
