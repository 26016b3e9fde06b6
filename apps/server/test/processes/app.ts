import { ALL_ROUTES } from '@ragkeep/contract';
import { expect } from 'vitest';
import type { Overrides } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { openDirectly } from '../../src/operator/direct.ts';
import { createQueue } from '../../src/platform/queue/index.ts';
import { Client } from '../client.ts';
import { SecretWatch, tableSinks } from '../support/secret-watch.ts';
import type { TestApp } from '../test-app.ts';
import { isTestClock } from '../test-clock.ts';
import { type Deployment, startDeployment } from './deployment.ts';
import { NeedsOneProcess } from './needs-one-process.ts';

/** Of deployments that differ in nothing from others' one is enough for all tests: each has tenants of its own. */
const kept = new Map<string, Promise<Deployment>>();

/** Ends those that are shared: after all tests. */
export async function closeKept(): Promise<void> {
  for (const deployment of kept.values()) await (await deployment).close();
  kept.clear();
}

/**
 * The app as two processes that answer and two that work. Requests of its clients go to the two in turn; `url` is the first one's.
 *
 * @throws NeedsOneProcess for parts that only a process of the test's own can be given
 */
export async function startSpreadApp(env: NodeJS.ProcessEnv, overrides: Partial<Overrides>): Promise<TestApp> {
  const { clock, ...others } = overrides;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new NeedsOneProcess(`with a ${other} of its own`);
  if (clock !== undefined && !isTestClock(clock)) throw new NeedsOneProcess('with a clock of another kind');

  const isPlain = Object.keys(env).length === 0;
  const start = () => startDeployment(env, clock?.now().getTime());
  const deployment = await (isPlain ? keep(clock === undefined ? 'system' : 'standing', start) : start());
  const unfollow = clock?.follow(deployment.setClock);
  const operator = await openDirectly(readConfig(deployment.env));
  // All tests register from one address, of which only so many are let in an hour.
  if (isPlain) await operator.deps.db.deleteFrom('counters').execute();
  const { urls } = deployment;
  const loggedBefore = deployment.logged().length;
  const logged = () => deployment.logged().slice(loggedBefore);
  const watch = new SecretWatch();
  for (const [name, value] of Object.entries(env)) if (/(?:KEY|SECRET)$/.test(name)) watch.add(value);
  const client = (key?: string) => new Client(urls, key, watch);
  return {
    url: urls[0] ?? '',
    db: operator.deps.db,
    dataDir: deployment.env.DATA_DIR ?? '',
    // What is put in the queue is due by the same clock as that of those who work.
    operating: clock ? { ...operator.deps, clock, queue: createQueue({ ...operator.deps, clock }) } : operator.deps,
    get http(): never {
      throw new NeedsOneProcess('looks at the HTTP server itself');
    },
    get log(): never {
      throw new NeedsOneProcess('looks at the log itself');
    },
    routes: ALL_ROUTES,
    logged,
    flush: deployment.flush,
    client,
    async tenant(name = 'Test tenant') {
      const { body } = await client().post('/tenants', { name, email: 'owner@example.com' });
      return client(body.api_key);
    },
    async close() {
      await deployment.flush();
      const leaks = watch.found([...(await tableSinks(operator.deps.db)), ['log', logged()], watch.errors]);
      await operator.close();
      unfollow?.();
      if (!isPlain) await deployment.close();
      expect(leaks, 'secrets that were kept in readable form').toEqual([]);
    },
  };
}

async function keep(name: string, start: () => Promise<Deployment>): Promise<Deployment> {
  const deployment = kept.get(name) ?? start();
  kept.set(name, deployment);
  return deployment;
}
