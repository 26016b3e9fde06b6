import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { closeLifeLines, openLifeLine } from './fixtures/life-line.fixture.ts';
import type { Task } from './fixtures/tasks.fixture.ts';
import { createPool, type Pool, type PoolOptions } from './pool.ts';

const pools: Pool<Task, unknown>[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  closeLifeLines();
});

function open(entry: string, options: Partial<PoolOptions> = {}): Pool<Task, unknown> {
  const url = new URL(`./fixtures/${entry}.fixture.ts`, import.meta.url);
  const pool = createPool<Task, unknown>({ entry: url, size: 1, input: {}, timeoutMs: 30_000, ...options });
  pools.push(pool);
  return pool;
}

const echo: Task = { do: 'echo', value: 'still works' };

describe('a handler that throws', () => {
  test('rejects with name, message and code, and the child lives on', async () => {
    const pool = open('tasks');
    const error = await pool.run({ do: 'throw', message: 'page 7 is odd', code: 'odd_page' }).catch((reason) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'RangeError', message: 'page 7 is odd', code: 'odd_page' });
    expect(await pool.run({ do: 'describe' })).toMatchObject({ served: 2 });
  });

  test('rejects with an Error even if it throws something else', async () => {
    const error = await open('tasks')
      .run({ do: 'throw a string' })
      .catch((reason) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'Error', message: 'just a string' });
    expect(error).not.toHaveProperty('code');
  });
});

describe('a failing process takes its own request only', () => {
  test.each<[string, Task, Partial<PoolOptions>, { kind: string; message: RegExp }]>([
    ['too slow', { do: 'loop' }, { timeoutMs: 200 }, { kind: 'timeout', message: /longer than 0.2 s/ }],
    ['heap', { do: 'fill the heap' }, { maxHeapMb: 32 }, { kind: 'memory', message: /limit of 32 MB/ }],
    ['exit', { do: 'exit', code: 3 }, {}, { kind: 'crashed', message: /exit code 3/ }],
    ['signal', { do: 'kill yourself' }, {}, { kind: 'crashed', message: /SIGKILL/ }],
    ['uncaught', { do: 'throw later' }, {}, { kind: 'crashed', message: /TypeError: nobody catches this/ }],
  ])('%s', async (_name, task, options, { kind, message }) => {
    const pool = open('tasks', options);
    // The time-out is for the failing request; starting the next child is not on that clock.
    const [failed, next] = await Promise.allSettled([pool.run(task), pool.run(echo, { timeoutMs: 30_000 })]);
    const reason = { name: 'WorkerError', kind, message: expect.stringMatching(message) };
    expect(failed).toMatchObject({ status: 'rejected', reason });
    expect(next).toEqual({ status: 'fulfilled', value: 'still works' });
  });

  test.runIf(process.platform === 'linux')('resident memory outside the heap', async () => {
    const pool = open('tasks', { maxRssMb: 200 });
    const [failed, next] = await Promise.allSettled([pool.run({ do: 'fill buffers' }), pool.run(echo)]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { kind: 'memory' } });
    expect(next).toEqual({ status: 'fulfilled', value: 'still works' });
  });

  test('another child goes on meanwhile', async () => {
    const pool = open('tasks', { size: 2 });
    await Promise.all([pool.run(echo), pool.run(echo)]);
    const results = await Promise.allSettled([pool.run({ do: 'exit', code: 1 }), pool.run(echo)]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled']);
  });
});

describe('a child that cannot start', () => {
  test('rejects every request with the reason', async () => {
    const pool = open('broken-start', { input: { reason: 'the model file is missing' } });
    const results = await Promise.allSettled([pool.run(echo), pool.run(echo), pool.warm()]);
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { name: 'WorkerError', kind: 'crashed' } });
      expect(result).toHaveProperty('reason.message', expect.stringContaining('the model file is missing'));
    }
  });

  test('says what is wrong with a module that does not load', async () => {
    const run = open('broken-import').run(echo);
    await expect(run).rejects.toMatchObject({
      kind: 'crashed',
      message: expect.stringContaining('SyntaxError: this module does not load'),
    });
  });

  test('says that there is no such module', async () => {
    await expect(open('nothing-here').run(echo)).rejects.toThrow(/could not start.*Cannot find module/);
  });
});

describe('abort', () => {
  test('stops a running request with its child', async () => {
    const { port, connected, ended } = await openLifeLine();
    const pool = open('tasks', { input: { port } });
    const controller = new AbortController();
    const running = pool.run({ do: 'report and wait' }, { signal: controller.signal });
    const waiting = pool.run(echo);
    await once(await connected, 'data');
    controller.abort(new Error('nobody waits any more'));
    await expect(running).rejects.toThrow('nobody waits any more');
    await ended;
    expect(await waiting).toBe('still works');
  });

  test('spares a child that is still starting', async () => {
    const pool = open('tasks');
    const controller = new AbortController();
    const aborted = pool.run({ do: 'exit', code: 1 }, { signal: controller.signal });
    const waiting = pool.run({ do: 'describe' });
    controller.abort(new Error('too early'));
    await expect(aborted).rejects.toThrow('too early');
    expect(await waiting).toMatchObject({ served: 1 });
  });

  test('takes a waiting request out of the queue', async () => {
    const pool = open('tasks');
    const controller = new AbortController();
    const first = pool.run(echo);
    const waiting = pool.run({ do: 'exit', code: 1 }, { signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    await expect(waiting).rejects.toThrow('changed my mind');
    expect(await first).toBe('still works');
    expect(await pool.run({ do: 'describe' })).toMatchObject({ served: 2 });
  });

  test('before the call rejects at once', async () => {
    await expect(open('tasks').run(echo, { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    );
  });
});

describe('close', () => {
  test('rejects what runs and what waits, and everything after', async () => {
    const pool = open('tasks');
    await pool.warm();
    const pending = [pool.run({ do: 'loop' }), pool.run(echo)];
    const [, ...results] = await Promise.all([pool.close(), ...pending.map((run) => run.catch((reason) => reason))]);
    for (const result of results)
      expect(result).toMatchObject({ name: 'WorkerError', message: expect.stringContaining('closed') });
    await expect(pool.run(echo)).rejects.toThrow(/closed/);
    await expect(pool.warm()).rejects.toThrow(/closed/);
  });

  test('resolves when the processes are gone', async () => {
    const pool = open('tasks');
    const { pid } = (await pool.run({ do: 'describe' })) as { pid: number };
    await pool.close();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
