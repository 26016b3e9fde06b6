import { load } from './lib/load.ts';
import { median } from './lib/numbers.ts';
import { type MeasuredServer, startServer } from './lib/process.ts';

const ROUNDS = 5;

/** CPU time of a request in ms, and requests in a second. */
export interface Side {
  cpuMs: number;
  perSecond: number;
  /** CPU time of a request beyond that of one without authentication, in ms. */
  aloneMs: number;
}

export interface Comparison {
  store: string;
  /** Medians of the rounds. */
  ours: Side;
  theirs: Side;
  /** Medians of the rounds' ratios: how many times as much they take, or we answer. */
  ratio: Side;
}

/** Our guarded route against better-auth's verification with each of the stores, in turns. */
export async function comparePeers(
  ours: MeasuredServer,
  folder: string,
  postgresUrl: string | undefined,
  requests: number,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const store of ['sqlite', ...(postgresUrl ? ['postgres'] : []), 'memory']) {
    const env = { STORE: store, FOLDER: folder, ...(postgresUrl ? { POSTGRES_URL: postgresUrl } : {}) };
    const theirs = await startServer('better-auth', env);
    // A tenth, since theirs take some twenty times as long.
    const rounds = await inTurns(
      () => measure(ours, requests, requests),
      () => measure(theirs, requests, requests / 10),
    );
    await theirs.stop();
    comparisons.push({ store, ...rounds });
  }
  return comparisons;
}

async function inTurns(ours: () => Promise<Side>, theirs: () => Promise<Side>): Promise<Omit<Comparison, 'store'>> {
  await ours();
  await theirs();
  const rounds: { ours: Side; theirs: Side; ratio: Side }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [a, b] = [await ours(), await theirs()];
    const ratio = {
      cpuMs: b.cpuMs / a.cpuMs,
      perSecond: a.perSecond / b.perSecond,
      aloneMs: b.aloneMs / a.aloneMs,
    };
    rounds.push({ ours: a, theirs: b, ratio });
  }
  return {
    ours: medians(rounds.map((round) => round.ours)),
    theirs: medians(rounds.map((round) => round.theirs)),
    ratio: medians(rounds.map((round) => round.ratio)),
  };
}

async function measure(server: MeasuredServer, open: number, authenticated: number): Promise<Side> {
  const base = await load(server, '/public', open);
  const { cpuMs, perSecond } = await load(server, '/authenticated', authenticated);
  return { cpuMs, perSecond, aloneMs: cpuMs - base.cpuMs };
}

const medians = (sides: Side[]): Side => ({
  cpuMs: median(sides.map(({ cpuMs }) => cpuMs)),
  perSecond: median(sides.map(({ perSecond }) => perSecond)),
  aloneMs: median(sides.map(({ aloneMs }) => aloneMs)),
});
