import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { startTestApp } from '../app.ts';
import { accounted, injected } from './support/ledger.ts';

afterEach(() => void vi.useRealTimers());

/** What this process takes for the time, for the server's own clock reads it there. */
const setDate = (at: number) => vi.useFakeTimers({ toFake: ['Date'], now: at });

it('the clock is set back: keys, sessions and idempotent answers that have ended do not come back', async () => {
  const app = await startTestApp();
  onTestFinished(app.close);
  const owner = await app.tenant();
  const begin = Date.now();
  const at = (hours: number) => begin + hours * 3_600_000;
  const expires_at = new Date(at(1)).toISOString();
  const { raw_key } = (await owner.post('/api-keys', { name: 'For an hour', expires_at })).body;
  const key = app.client(raw_key);
  const person = { name: 'P', email: 'p@example.com', password: 'a rather long password' };
  const { access, refresh } = (await app.client().post('/auth/register', person)).body;
  const session = app.client(access);
  expect([(await key.get('/auth/me')).status, (await session.get('/auth/me')).status]).toEqual([200, 200]);

  setDate(at(24 * 8));
  const renew = () => app.client().post('/auth/token/refresh', { refresh });
  const statuses = async () => [
    (await key.get('/auth/me')).status,
    (await session.get('/auth/me')).status,
    (await renew()).status,
  ];
  expect(await statuses()).toEqual([401, 401, 401]);
  setDate(at(0));
  injected('clock set back');
  const after = await statuses();
  accounted(3, after.filter((status) => status !== 401).length);
  expect(after).toEqual([401, 401, 401]);
});
