import { expect, it } from 'vitest';
import { inWords } from './wait.ts';

it.each([
  [0, '1 second'],
  [0.2, '1 second'],
  [90, '90 seconds'],
  [91, '2 minutes'],
  [5400, '90 minutes'],
  [5401, '2 hours'],
])('%d s is %s', (seconds, words) => {
  expect(inWords(seconds)).toBe(words);
});
