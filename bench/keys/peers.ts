import { type Load, load } from './lib/load.ts';
import { median } from './lib/numbers.ts';
import { type MeasuredServer, startServer } from './lib/process.ts';

const ROUNDS = 9;

/** Medians of the rounds. CPU times are those of a request, in ms. */
export interface Side {
  cpuMs: number;
  perSecond: number;
  /** CPU time beyond that of a request without authentication. */
  aloneMs: number;
}

export interface Comparison {
  store: string;
  ours: Side;
  theirs: Side;
  /** How many times as much CPU time they take, and as many requests we answer. */
  ratio: Side;
}

interface Round {
  open: Load;
  authenticated: Load;
}

/** Our guarded route against better-auth's verification with each of the stores, in turns. */
export async function comparePeers(
  ours: MeasuredServer,
  folder: string,
  postgresUrl: string | undefined,
  requests: number,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  const stores = ['sqlite', ...(postgresUrl ? ['postgres'] : [])];
  const measured = [
    ...stores.flatMap((store) => ['verify', 'session'].map((way) => [store, way])),
    ['memory', 'verify'],
  ];
  for (const [store = '', way = ''] of measured) {
    const env = { STORE: store, WAY: way, FOLDER: folder, ...(postgresUrl ? { POSTGRES_URL: postgresUrl } : {}) };
    const theirs = await startServer('better-auth', env);
    const rounds: { ours: Round; theirs: Round }[] = [];
    // The first one is to warm up.
    for (let round = 0; round <= ROUNDS; round++) {
      // A fifth of the requests, since theirs take some twenty times as long.
      rounds.push({
        ours: await measure(ours, requests, requests),
        theirs: await measure(theirs, requests, requests / 5),
      });
    }
    await theirs.stop();
    comparisons.push({ store: `${store} ${way}`, ...compare(rounds.slice(1)) });
  }
  return comparisons;
}

async function measure(server: MeasuredServer, open: number, authenticated: number): Promise<Round> {
  return {
    open: await load(server, '/public', open),
    authenticated: await load(server, '/authenticated', authenticated),
  };
}

function compare(rounds: { ours: Round; theirs: Round }[]): Omit<Comparison, 'store'> {
  const ours = sideOf(rounds.map((round) => round.ours));
  const theirs = sideOf(rounds.map((round) => round.theirs));
  const over = (ratio: (ours: Load, theirs: Load) => number) =>
    median(rounds.map((round) => ratio(round.ours.authenticated, round.theirs.authenticated)));
  return {
    ours,
    theirs,
    ratio: {
      cpuMs: over((a, b) => b.cpuMs / a.cpuMs),
      perSecond: over((a, b) => a.perSecond / b.perSecond),
      // A round's difference of ours is too small to divide by.
      aloneMs: theirs.aloneMs / ours.aloneMs,
    },
  };
}

function sideOf(rounds: Round[]): Side {
  const cpuMs = median(rounds.map(({ authenticated }) => authenticated.cpuMs));
  return {
    cpuMs,
    perSecond: median(rounds.map(({ authenticated }) => authenticated.perSecond)),
    aloneMs: cpuMs - median(rounds.map(({ open }) => open.cpuMs)),
  };
}
