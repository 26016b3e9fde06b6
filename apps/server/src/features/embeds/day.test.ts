import { expect, it } from 'vitest';
import { dayOf, secondsLeftOf } from './day.ts';

it.each([
  ['2026-11-22T00:00:00.000Z', '2026-11-22', 86_400],
  ['2026-11-22T23:59:59.999Z', '2026-11-22', 1],
  ['2026-12-31T12:00:00.000Z', '2026-12-31', 43_200],
])('at %s it is %s, which ends in %i s', (now, day, left) => {
  expect([dayOf(new Date(now)), secondsLeftOf(new Date(now))]).toEqual([day, left]);
});
