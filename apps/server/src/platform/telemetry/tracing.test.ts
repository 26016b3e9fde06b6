import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../log.ts';
import { createTracing } from './tracing.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** A collector, and what traces are sent to it. */
async function collector() {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    received.push((await request.setEncoding('utf8').toArray()).join(''));
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { received, settings: (ratio: number) => ({ endpoint, serviceName: 'ours', version: '1.2.3', ratio }) };
}

test('log lines within a span name its trace, those outside of it none', async () => {
  const { received, settings } = await collector();
  const tracing = await createTracing(settings(1));
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) }, tracing.logFields);
  const span = tracing.start('request', 'server', {}, `00-${TRACE}-b7ad6b7169203331-00`);
  await span.within(async () => {
    await Promise.resolve();
    log.info('within');
  });
  log.info('outside');
  span.end({ count: 3 }, 'unavailable');
  await tracing.close();
  expect(lines.map((line) => JSON.parse(line).trace_id)).toEqual([TRACE, undefined]);
  expect(span.traceId).toBe(TRACE);
  expect(received.join()).toContain('"service.name","value":{"stringValue":"ours"}');
  expect(received.join()).toContain('"error.type","value":{"stringValue":"unavailable"}');
});

test.each([
  [0, '01', false],
  [1, '00', true],
])('at a share of %d a caller who says %s has no say in it', async (ratio, flags, sent) => {
  const { received, settings } = await collector();
  const tracing = await createTracing(settings(ratio));
  tracing.start('request', 'server', {}, `00-${TRACE}-b7ad6b7169203331-${flags}`).end();
  await tracing.close();
  expect(received.join().includes(TRACE)).toBe(sent);
});

test.each([
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `ff-${TRACE}-b7ad6b7169203331-01`,
  `00-${TRACE.toUpperCase()}-b7ad6b7169203331-01`,
  `00-${TRACE}-b7ad6b7169203331-01-more`,
  'rk_live_not_a_trace',
])('%s is no parent', async (traceparent) => {
  const { settings } = await collector();
  const tracing = await createTracing(settings(1));
  const span = tracing.start('request', 'server', {}, traceparent);
  expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(span.traceId).not.toBe(TRACE);
  span.end();
  await tracing.close();
});

test('without a collector nothing is traced', async () => {
  const tracing = await createTracing(null);
  const span = tracing.start('request', 'server');
  expect([tracing.isOn, span.traceId, span.within(() => 7), tracing.logFields()]).toEqual([false, null, 7, {}]);
});
