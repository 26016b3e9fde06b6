import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpServer } from '../platform/http/server.ts';
import { createLog } from '../platform/log.ts';
import { createMetrics } from '../platform/telemetry/index.ts';
import { registerMetrics } from './metrics.ts';

const TOKEN = 'the token of Prometheus';

/** What is answered to a request with these headers. */
async function serve(token: string | undefined) {
  const app = createHttpServer({ log: createLog('silent'), trustedProxies: ['127.0.0.1'] });
  onTestFinished(() => app.close());
  registerMetrics(app, { metrics: createMetrics(), token });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return (headers: Record<string, string>) =>
    new Promise<{ status: number | undefined; text: string; headers: object }>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path: '/metrics', headers }, async (answer) => {
        const text = (await answer.setEncoding('utf8').toArray()).join('');
        resolve({ status: answer.statusCode, text, headers: answer.headers });
      });
      sent.on('error', reject).end();
    });
}

test('without a token metrics are for programs of this machine, and for anybody else there is nothing', async () => {
  const get = await serve(undefined);
  const answer = await get({});
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  });
  expect(answer.text).toContain('# TYPE ragkeep_http_requests_total counter');
  expect(answer.text).toContain('process_cpu_seconds_total');
  for (const headers of [
    { 'x-forwarded-for': '127.0.0.1' },
    { forwarded: 'for=127.0.0.1' },
    { host: 'metrics.example.com' },
    { origin: 'https://example.com' },
  ]) {
    const refused = await get(headers);
    expect(refused.status, JSON.stringify(headers)).toBe(404);
    expect(refused.text).not.toContain('ragkeep_');
  }
});

test('with a token they are for whoever sends it, whatever the way', async () => {
  const get = await serve(TOKEN);
  for (const authorization of ['', TOKEN, `Bearer ${TOKEN.slice(0, -1)}`, `Bearer ${TOKEN}x`, `Basic ${TOKEN}`]) {
    const refused = await get({ authorization });
    expect(refused, authorization).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.any(String) } });
    expect(refused.text).not.toContain(TOKEN);
  }
  expect((await get({})).status).toBe(401);
  const accepted = await get({ authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '203.0.113.9' });
  expect(accepted.status).toBe(200);
});
