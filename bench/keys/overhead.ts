import { load } from './lib/load.ts';
import { median, percentile } from './lib/numbers.ts';
import type { MeasuredServer } from './lib/process.ts';

/** Many and short, so that both routes of a round find the machine as busy. */
const ROUNDS = 100;
const REQUESTS = 2_000;
const WARM_UP = 10;

export interface Overhead {
  /** CPU ms of a request, medians of the rounds. */
  public: number;
  authenticated: number;
  /** Authenticated ÷ public, the rounds' ratios: their median and quartiles. */
  ratio: number;
  lower: number;
  upper: number;
}

/** What key authentication costs: CPU time of a request to the authenticated route ÷ to the public one, in turns. */
export async function measureOverhead(server: MeasuredServer): Promise<Overhead> {
  const rounds: { public: number; authenticated: number }[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    // Who goes first changes, so that a machine that slows down or warms up favours neither.
    const first = round % 2 === 0 ? 'public' : 'authenticated';
    const second = round % 2 === 0 ? 'authenticated' : 'public';
    const cpu = { public: 0, authenticated: 0 };
    for (const route of [first, second] as const) cpu[route] = (await load(server, `/${route}`, REQUESTS)).cpuMs;
    if (round >= WARM_UP) rounds.push(cpu);
  }
  const ratios = rounds.map((round) => round.authenticated / round.public);
  return {
    public: median(rounds.map((round) => round.public)),
    authenticated: median(rounds.map((round) => round.authenticated)),
    ratio: median(ratios),
    lower: percentile(ratios, 0.25),
    upper: percentile(ratios, 0.75),
  };
}
