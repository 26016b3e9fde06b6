import { expect, it } from 'vitest';
import { createMemoryLimiter } from '../../platform/limiter/index.ts';
import { createSecrets } from '../../platform/secrets.ts';
import { withBackOff } from './back-off.ts';

const clock = { now: () => new Date(0) };
const secrets = createSecrets('s'.repeat(32));
const parts = () => ({ secrets, limiter: createMemoryLimiter(clock) });
const refused = async () => ({ isFailure: true });
const limited = expect.objectContaining({ code: 'rate_limited', facts: { retry_after_seconds: 900 } });

it('counts what fails, and neither what succeeds nor what could not be judged', async () => {
  const deps = parts();
  const attempt = (run: () => Promise<{ isFailure: boolean }>) =>
    withBackOff(deps, 'a@example.com', '198.51.100.1', run);
  for (let n = 0; n < 10; n++) await attempt(async () => ({ isFailure: false }));
  for (let n = 0; n < 10; n++) await expect(attempt(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
  for (let n = 0; n < 5; n++) await attempt(refused);
  await expect(attempt(refused)).rejects.toEqual(limited);
});

it('an attempt refused for one limit uses up none of the others', async () => {
  const deps = parts();
  for (let n = 0; n < 60; n++) await withBackOff(deps, 'a@example.com', '198.51.100.1', refused).catch(() => {});
  // 5 of 30 were used on the account, and 5 of 100 from the address.
  for (let n = 0; n < 25; n++) await withBackOff(deps, 'a@example.com', `203.0.113.${n}`, refused);
  await expect(withBackOff(deps, 'a@example.com', '203.0.113.99', refused)).rejects.toEqual(limited);
  for (let n = 0; n < 95; n++) await withBackOff(deps, `${n}@example.com`, '198.51.100.1', refused);
  await expect(withBackOff(deps, 'b@example.com', '198.51.100.1', refused)).rejects.toEqual(limited);
});

it.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
  ['::ffff:198.51.100.1', '198.51.100.1'],
])('%s and %s are one place', async (one, other) => {
  const deps = parts();
  for (let n = 0; n < 5; n++) await withBackOff(deps, 'a@example.com', one, refused);
  await expect(withBackOff(deps, 'a@example.com', other, refused)).rejects.toEqual(limited);
});
