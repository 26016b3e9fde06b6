import { expect, it } from 'vitest';
import { createTurns } from './in-turn.ts';

it('does one after the other under one name, others meanwhile, and goes on after a failure', async () => {
  const inTurn = createTurns();
  const done: string[] = [];
  const open = Promise.withResolvers<void>();
  const first = inTurn('a', async () => {
    await open.promise;
    done.push('a1');
    throw new Error('no');
  });
  const second = inTurn('a', async () => void done.push('a2'));
  await inTurn('b', async () => void done.push('b'));
  open.resolve();
  await expect(first).rejects.toThrow('no');
  await second;
  expect(done).toEqual(['b', 'a1', 'a2']);
});
