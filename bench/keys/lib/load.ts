import autocannon from 'autocannon';
import type { MeasuredServer } from './process.ts';

/** Kept alive, each with a key of its own: enough to keep one process busy all the time. */
export const CONNECTIONS = 20;

export interface Load {
  perSecond: number;
  /** CPU time of the server for a request, in ms. */
  cpuMs: number;
}

/** Sends that many requests as fast as they are answered. Throws unless every answer is a 2xx. */
export async function load(server: MeasuredServer, path: string, amount: number): Promise<Load> {
  let next = 0;
  const before = await server.cpuMs();
  const started = performance.now();
  let last = started;
  const options: autocannon.Options = {
    url: server.url + path,
    connections: CONNECTIONS,
    amount,
    // It ends at a tick of its clock.
    sampleInt: 20,
    setupClient: (client) => {
      client.setHeaders({ 'x-api-key': server.keys[next++ % server.keys.length] });
    },
  };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    running.on('response', () => {
      last = performance.now();
    });
  });
  const ms = last - started;
  const cpu = (await server.cpuMs()) - before;
  if (result['2xx'] !== amount || result.errors > 0) {
    throw new Error(`${path}: ${result['2xx']} of ${amount} answered well, ${result.errors} errors`);
  }
  return { perSecond: (amount / ms) * 1000, cpuMs: cpu / amount };
}
