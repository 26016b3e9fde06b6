import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { callerOf, insist } from './client.ts';
import { audit, type Broken, createLedger } from './ledger.ts';
import { clientLoad } from './load.ts';
import { randomOf } from './random.ts';
import { type Target, targetOf } from './target.ts';
import { startWireDatabase } from './wire-database.ts';

export interface SoakOptions {
  minutes: number;
  seed: number;
  /** `embedded`, or `wire` for a PostgreSQL server in a process of its own. */
  database: 'embedded' | 'wire';
  clients: number;
}

export interface SoakResult {
  summary: Record<string, string | number>;
  broken: Broken[];
  memory: { at: string; minutes: number; server: number; children: number }[];
  statuses: Map<number, number>;
  passed: boolean;
}

/** The last part of the time goes by without kills, so that memory can be seen to stay flat. */
const QUIET_SHARE = 0.4;
/** Between two kills: 8 to 25 s, so that some come in the middle of starting work and some of much of it. */
const PAUSE_MS = { least: 8_000, more: 17_000 };
/** As main.ts promises, and a second for a busy machine. */
const STOPS_WITHIN_MS = 11_000;
const SAMPLE_MS = 10_000;

/** Mixed load with random kills; afterwards everything that was acknowledged must be there, and what was ended must not. */
export async function soak({ minutes, seed, database, clients }: SoakOptions): Promise<SoakResult> {
  const folder = await mkdtemp(join(tmpdir(), 'faults-soak-'));
  const wire = database === 'wire' ? await startWireDatabase() : null;
  const target = targetOf({
    DATA_DIR: folder,
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    ...(wire
      ? { DATABASE_URL: wire.url, RAGKEEP_SECRET: 'a secret for the soak, long enough', DATABASE_POOL_SIZE: '4' }
      : {}),
  });
  const statuses = new Map<number, number>();
  const memory: SoakResult['memory'] = [];
  const started = performance.now();
  const sinceStart = () => Math.round((performance.now() - started) / 6_000) / 10;
  const sample = (at: string) => memory.push({ at, minutes: sinceStart(), ...target.memory() });
  try {
    await target.start();
    let key = '';
    const call = callerOf(target.url, () => key, statuses);
    const registration = { name: 'Soak', email: 'soak@example.com' };
    key = (await insist(() => call('POST', '/tenants', registration, 'none'))).body.api_key;
    const { id: project, agent_id: agent } = (await insist(() => call('POST', '/projects', { name: 'Soak' }))).body;

    const ledger = createLedger();
    const random = randomOf(seed);
    const faults = { 'kill -9': 0, SIGTERM: 0, 'ended badly after SIGTERM': 0 };
    let down: Promise<void> | null = null;
    let over = false;
    const loads = Array.from({ length: clients }, async (_, number) => {
      const own = randomOf(seed * 1000 + number);
      const act = clientLoad({ call, ledger, random: own, name: `c${number}`, project, agent });
      while (!over) {
        await down;
        await act();
      }
    });

    const until = performance.now() + minutes * 60_000;
    const killUntil = until - minutes * 60_000 * QUIET_SHARE;
    for (;;) {
      const pause = PAUSE_MS.least + random.next() * PAUSE_MS.more;
      if (performance.now() + pause > killUntil) break;
      await wait(pause);
      const signal = random.below(3) === 0 ? 'SIGTERM' : 'SIGKILL';
      const { code, ms } = await target.end(signal);
      if (signal === 'SIGKILL') faults['kill -9'] += 1;
      else {
        faults.SIGTERM += 1;
        if (code !== 0 || ms > STOPS_WITHIN_MS) faults['ended badly after SIGTERM'] += 1;
      }
      const back = Promise.withResolvers<void>();
      down = back.promise;
      await target.start();
      await wait(1_000);
      sample('start');
      back.resolve();
      down = null;
    }
    while (performance.now() < until) {
      await wait(Math.min(SAMPLE_MS, Math.max(0, until - performance.now())));
      sample('load');
    }
    over = true;
    await Promise.all(loads);
    const left = await settle(call);
    sample('rest');
    const broken = await audit(ledger.entries);
    const byState = (state: string) => ledger.entries.filter((entry) => entry.state === state).length;
    const growth = growthOf(memory);
    const summary = {
      database,
      seed,
      minutes,
      ...faults,
      requests: [...statuses.values()].reduce((sum, count) => sum + count, 0),
      'without an answer': statuses.get(0) ?? 0,
      'answered 500': statuses.get(500) ?? 0,
      'acknowledged writes': ledger.acknowledged,
      'things that must be there': byState('present'),
      'things that must be gone': byState('gone'),
      'either, as nobody was told': byState('unsure'),
      'jobs that did not end': left,
      lost: broken.filter(({ how }) => how === 'lost').length,
      'jobs that failed with a reason': broken.filter(({ how }) => how === 'failed').length,
      revived: broken.filter(({ how }) => how === 'revived').length,
      'memory under load, last third to first': growth,
    };
    const isFlat = Number.isNaN(growth) || growth <= 1.2;
    const passed =
      broken.length + left + faults['ended badly after SIGTERM'] + (statuses.get(500) ?? 0) === 0 && isFlat;
    await target.end('SIGTERM');
    return { summary, broken, memory, statuses, passed };
  } finally {
    await endQuietly(target);
    await wire?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Waits for the jobs; gives how many never end. */
async function settle(call: ReturnType<typeof callerOf>): Promise<number> {
  let open = 0;
  for (let tries = 0; tries < 600; tries++) {
    const lists = ['queued', 'running'].map((status) => insist(() => call('GET', `/jobs?status=${status}&limit=100`)));
    open = (await Promise.all(lists)).reduce((sum, { body }) => sum + (body?.data?.length ?? 0), 0);
    if (open === 0) return 0;
    await wait(500);
  }
  return open;
}

/** The mean of the last third of the undisturbed samples over that of the first third. */
function growthOf(memory: SoakResult['memory']): number {
  const totals = memory.filter(({ at }) => at === 'load').map(({ server, children }) => server + children);
  const third = Math.floor(totals.length / 3);
  const mean = (list: number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
  return Math.round((mean(totals.slice(-third)) / mean(totals.slice(0, third))) * 100) / 100;
}

const endQuietly = (target: Target) => target.end('SIGKILL').catch(() => undefined);
