import { fork } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { closeLifeLines, openLifeLine } from './fixtures/life-line.fixture.ts';
import type { Task } from './fixtures/tasks.fixture.ts';
import { createPool, type Pool, type PoolOptions } from './pool.ts';

const pools: Pool<Task, unknown>[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  closeLifeLines();
});

function fixture(name: string): URL {
  return new URL(`./fixtures/${name}.fixture.ts`, import.meta.url);
}

function tasks(options: Partial<PoolOptions> = {}): Pool<Task, unknown> {
  const pool = createPool<Task, unknown>({
    entry: fixture('tasks'),
    size: 1,
    input: {},
    timeoutMs: 30_000,
    ...options,
  });
  pools.push(pool);
  return pool;
}

interface Description {
  pid: number;
  served: number;
  environment: string[];
  execArgv: string[];
}

async function describeChild(pool: Pool<Task, unknown>): Promise<Description> {
  return (await pool.run({ do: 'describe' })) as Description;
}

describe('requests', () => {
  test('come back as they went, typed arrays included', async () => {
    const pool = tasks();
    const value = {
      vector: new Float32Array([0.25, -1, Number.NaN]),
      bytes: new Uint8Array([0, 255]),
      text: 'ß😀',
      none: null,
    };
    const result = await pool.run({ do: 'echo', value });
    expect(result).toEqual(value);
    expect((result as typeof value).vector).toBeInstanceOf(Float32Array);
  });

  test('are served first come, first served', async () => {
    const pool = tasks();
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5].map(async (n) => order.push((await pool.run({ do: 'echo', value: n })) as number)),
    );
    expect(order).toEqual([1, 2, 3, 4, 5]);
  });

  test('share one child while it lives, and use no more than the size', async () => {
    const pool = tasks({ size: 2 });
    const seen = await Promise.all(Array.from({ length: 6 }, () => describeChild(pool)));
    expect(new Set(seen.map((one) => one.pid)).size).toBe(2);
    expect(seen.reduce((sum, one) => Math.max(sum, one.served), 0)).toBeGreaterThan(1);
  });

  test('that cannot be cloned reject, and the child stays', async () => {
    const pool = tasks();
    const { pid } = await describeChild(pool);
    await expect(pool.run({ do: 'echo', value: () => {} })).rejects.toThrow(/could not be cloned/);
    await expect(pool.run({ do: 'return a function' })).rejects.toThrow(/could not be cloned/);
    expect((await describeChild(pool)).pid).toBe(pid);
  });
});

describe('the child', () => {
  test('sees nothing of the environment', async () => {
    process.env.RAGKEEP_POOL_TEST = 'secret';
    try {
      const { environment } = await describeChild(tasks({ maxHeapMb: 64 }));
      expect(environment.filter((name) => !/^(?:NODE|MALLOC)_/.test(name))).toEqual([]);
    } finally {
      delete process.env.RAGKEEP_POOL_TEST;
    }
  });

  test('gets its heap limit and its priority', async () => {
    const { execArgv, pid } = await describeChild(tasks({ maxHeapMb: 64, nice: 7 }));
    expect(execArgv).toEqual(['--max-old-space-size=64']);
    expect(getPriority(pid)).toBe(7);
  });

  test('is started by warm(), once', async () => {
    const { port, connected, ended } = await openLifeLine();
    const pool = tasks({ size: 2, input: { port } });
    await Promise.all([pool.warm(), pool.warm()]);
    await connected;
    expect((await describeChild(pool)).served).toBe(1);
    await pool.close();
    await ended;
  });

  test('ends when it had no work for idleMs, and another one follows', async () => {
    const { port, ended } = await openLifeLine();
    const pool = tasks({ input: { port }, idleMs: 1 });
    const { pid } = await describeChild(pool);
    await ended;
    const next = await describeChild(pool);
    expect(next.pid).not.toBe(pid);
    expect(next.served).toBe(1);
  });

  test('ends when its parent is killed', async () => {
    const { port, connected, ended } = await openLifeLine();
    const parent = fork(fixture('parent'), [String(port)], { execArgv: [] });
    await connected;
    parent.kill('SIGKILL');
    await ended;
  });

  test('ends when its parent is killed even if it computes without end', async () => {
    const { port, connected, ended } = await openLifeLine();
    const parent = fork(fixture('parent'), [String(port), 'report and loop'], { execArgv: [] });
    await once(await connected, 'data');
    parent.kill('SIGKILL');
    await ended;
  });
});
