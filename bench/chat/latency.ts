// What we add to a language model's own time, over HTTP: from the moment it writes its first word to the moment the
// caller has it, and from the caller's hang-up to the moment the model's side notices. The model is a server on loopback.
//
// usage: node bench/chat/latency.ts [runs=50]
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { furnish } from '../answers/ask.ts';
import { percentile, startServer } from '../lib/server.ts';
import { tell } from '../lib/tell.ts';

const runs = Number(process.argv[2] ?? 50);
/** Between the model's words, in ms. */
const PACE = 20;
let wrote = Number.NaN;
let noticed = Promise.withResolvers<number>();

function say(response: ServerResponse, delta: object, finish: string | null = null): void {
  response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
}

const model = createServer(async (request, response) => {
  response.on('close', () => noticed.resolve(performance.now()));
  request.resume();
  await once(request, 'end');
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  await delay(5 * PACE);
  wrote = performance.now();
  say(response, { content: 'Ducks ' });
  for (const word of 'eat grass and worms, and now and then small fish [1].'.split(' ')) {
    await delay(PACE);
    if (response.destroyed) return;
    say(response, { content: `${word} ` });
  }
  say(response, {}, 'stop');
  response.end('data: [DONE]\n\n');
});
model.listen(0, '127.0.0.1');
await once(model, 'listening');

const baseUrl = `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`;
const server = await startServer({ env: { LLM_BASE_URL: baseUrl, LLM_MODEL: 'loopback' } });
const { agent } = await furnish(server, { documents: [{ external_id: 'ducks', text: 'Ducks eat grass and worms.' }] });

/** Asks; reads until the first token's event, and on to the end unless it hangs up there. */
async function ask(hangUp: boolean): Promise<{ first: number; hungUp: number }> {
  const controller = new AbortController();
  const response = await fetch(`${server.url}/api/v1/agents/${agent}/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'What do ducks eat?', stream: true }),
    signal: controller.signal,
  });
  if (!response.ok || response.body === null) throw new Error(`${response.status} ${await response.text()}`);
  let first = Number.NaN;
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    if (Number.isNaN(first) && text.includes('event: token')) first = performance.now();
    if (hangUp && !Number.isNaN(first)) break;
  }
  if (!hangUp && !text.includes('event: done')) throw new Error(`no done event: ${text}`);
  const hungUp = performance.now();
  controller.abort();
  return { first, hungUp };
}

const toFirst: number[] = [];
const toNotice: number[] = [];
for (let run = -3; run < runs; run += 1) {
  noticed = Promise.withResolvers();
  const { first } = await ask(false);
  await noticed.promise;
  if (run >= 0) toFirst.push(first - wrote);
  noticed = Promise.withResolvers();
  const { hungUp } = await ask(true);
  const at = await noticed.promise;
  if (run >= 0) toNotice.push(at - hungUp);
}
await server.stop();
model.closeAllConnections();
model.close();

const row = (values: number[], target: number) => ({
  p50: Number(percentile(values, 0.5).toFixed(1)),
  p95: Number(percentile(values, 0.95).toFixed(1)),
  most: Number(Math.max(...values).toFixed(1)),
  target,
});
await tell({
  firstP50: percentile(toFirst, 0.5),
  firstP95: percentile(toFirst, 0.95),
  hangUpP50: percentile(toNotice, 0.5),
});
console.log(`${runs} runs, ms`);
console.table({
  'the model’s first word to ours': row(toFirst, 30),
  'hang-up to the model’s side': row(toNotice, 100),
});
