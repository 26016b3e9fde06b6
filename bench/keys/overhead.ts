import { load } from './lib/load.ts';
import { median } from './lib/numbers.ts';
import type { MeasuredServer } from './lib/process.ts';

const ROUNDS = 9;

export interface Overhead {
  /** CPU ms of a request, medians of the rounds. */
  public: number;
  authenticated: number;
  /** Authenticated ÷ public, the median and the range of the rounds' ratios. */
  ratio: number;
  least: number;
  most: number;
}

/** What key authentication costs: CPU time of a request to the authenticated route ÷ to the public one, in turns. */
export async function measureOverhead(server: MeasuredServer, amount: number): Promise<Overhead> {
  await load(server, '/public', amount);
  await load(server, '/authenticated', amount);
  const rounds: { public: number; authenticated: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Who goes first changes, so that a machine that slows down or warms up favours neither.
    const first = round % 2 === 0 ? 'public' : 'authenticated';
    const second = round % 2 === 0 ? 'authenticated' : 'public';
    const cpu = { public: 0, authenticated: 0 };
    for (const route of [first, second] as const) cpu[route] = (await load(server, `/${route}`, amount)).cpuMs;
    rounds.push(cpu);
  }
  const ratios = rounds.map((round) => round.authenticated / round.public);
  return {
    public: median(rounds.map((round) => round.public)),
    authenticated: median(rounds.map((round) => round.authenticated)),
    ratio: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
  };
}
