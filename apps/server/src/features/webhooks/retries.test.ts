import { expect, it } from 'vitest';
import { retryAt } from './retries.ts';

it('ten attempts, each retry within a tenth of its time', () => {
  const now = new Date();
  const hours = [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24];
  for (const [index, expected] of hours.entries()) {
    for (let n = 0; n < 50; n++) {
      const waited = ((retryAt(index + 1, now)?.getTime() ?? 0) - now.getTime()) / 3600_000;
      expect(Math.abs(waited / expected - 1)).toBeLessThanOrEqual(0.101);
    }
  }
  expect(retryAt(10, now)).toBeNull();
});
