import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

it('runs so many at a time, the others in the order in which they came, whatever fails', async () => {
  const inTurn = createTurns(2);
  const work = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const results = work.map(({ promise }, index) =>
    inTurn(() => {
      begun.push(index);
      return promise;
    }),
  );
  const settled = Promise.allSettled(results);
  expect(begun).toEqual([0, 1]);
  work[1]?.reject(new Error('no'));
  await results[1]?.catch(() => {});
  await new Promise(setImmediate);
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of work) resolve();
  expect((await settled).map(({ status }) => status)).toEqual([
    ...['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  ]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});
