import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fails, says, startChatEndpoint } from '../src/platform/llm/chat-endpoint.testing.ts';
import { startTestApp } from './app.ts';

/* One server with a language model and a collector of traces; what it says of itself after it was used, and after it has ended. */

const QUESTION = 'When does the canary count the lamps?';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TOKEN = 'the canary of Prometheus';
/** Labels whose values come from a list in the code, and those of what runs. */
const LABELS = new Set(
  'code database kind le method mode node outcome part purpose result route space state status type version'.split(' '),
);

interface Span {
  name: string;
  traceId: string;
  parentSpanId?: string;
  spanId: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  status: { code?: number };
}

const bodies: string[] = [];
const collector = createServer(async (request, response) => {
  bodies.push(`${request.url} ${(await request.setEncoding('utf8').toArray()).join('')}`);
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});
let scraped: string;
let unscraped: number;
let logged: string;
let secrets: Record<string, string>;
let spans: Span[];

beforeAll(async () => {
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const model = await startChatEndpoint(says('At ', 'dusk [1].'), fails(401));
  const app = await startTestApp({
    LLM_BASE_URL: model.baseUrl,
    LLM_MODEL: 'm',
    LLM_API_KEY: 'sk-canary-of-the-model',
    METRICS_TOKEN: TOKEN,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
  });
  const owner = await app.tenant('Canary Ltd');
  const { id, agent_id } = (await owner.post('/projects', { name: 'The canary’s project' })).body;
  await owner.ingest(id, { text: 'The canary counts the lamps at dusk.', external_id: 'canary-note' });
  await owner.post(`/projects/${id}/search`, { query: QUESTION, mode: 'hybrid' });
  const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-00` };
  await owner.post(`/agents/${agent_id}/query`, { message: QUESTION }, headers);
  expect((await owner.post(`/agents/${agent_id}/query`, { message: QUESTION })).status).toBe(502);
  await app.client().get('/projects');
  for (const path of ['/canary/nowhere', `/api/v1/projects/${id}/canary?canary=1`, '/api/v1/%zz']) {
    await fetch(app.url + path, { method: 'PUT', headers: { 'x-canary': 'canary' } });
  }
  unscraped = (await fetch(`${app.url}/metrics`)).status;
  const answer = await fetch(`${app.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  scraped = await answer.text();
  secrets = {
    key: owner.key ?? '',
    question: QUESTION,
    project: id,
    agent: agent_id,
    model: 'sk-canary-of-the-model',
    'its address': model.baseUrl,
    token: TOKEN,
    'what strangers think up': 'canary',
  };
  await app.close();
  await model.close();
  logged = app.logged();
  spans = bodies.flatMap((body) =>
    (
      JSON.parse(body.slice(body.indexOf(' '))) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }
    ).resourceSpans
      .flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap((scope) => scope.spans),
  );
});
afterAll(() => {
  collector.close();
});

const figure = (series: string): number => {
  const line = scraped.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? Number.NaN : Number(line.slice(series.length));
};

// Each process counts for itself.
it.skipIf(process.env.TEST_DATABASE === 'processes')(
  'metrics count what was done, under the patterns of routes',
  () => {
    expect(unscraped).toBe(401);
    const query = 'method="POST",route="/api/v1/agents/:id/query"';
    expect({
      queries: figure(`ragkeep_http_requests_total{${query},status="2xx"}`),
      failed: figure(`ragkeep_http_requests_total{${query},status="5xx"}`),
      timed: figure(`ragkeep_http_request_duration_seconds_count{${query}}`),
      unrouted: figure('ragkeep_http_requests_total{method="any",route="none",status="4xx"}'),
      refused: figure('ragkeep_http_errors_total{code="unauthorized"}'),
      rejected: figure('ragkeep_llm_duration_seconds_count{outcome="llm_rejected"}'),
      answered: figure('ragkeep_llm_duration_seconds_count{outcome="ok"}'),
      first: figure('ragkeep_llm_first_token_seconds_count'),
      prompt: figure('ragkeep_llm_tokens_total{kind="prompt"}'),
      inFlight: figure('ragkeep_http_requests_in_flight'),
      searches: figure('ragkeep_search_duration_seconds_count{mode="hybrid"}'),
      semantic: figure('ragkeep_search_part_duration_seconds_count{part="semantic"}'),
      questions: figure('ragkeep_encoder_duration_seconds_count{purpose="question",outcome="ok"}'),
      passages: figure('ragkeep_passages_encoded_total'),
      jobs: figure('ragkeep_jobs_ended_total{status="succeeded"}'),
      read: figure('ragkeep_work_duration_seconds_count{kind="read-sources",outcome="done"}'),
      up: figure('ragkeep_database_up'),
    }).toEqual({
      ...{ queries: 1, failed: 1, timed: 2, unrouted: 2, refused: 2, rejected: 1, answered: 1, first: 1, prompt: 90 },
      ...{ inFlight: 1, searches: 3, semantic: 3, questions: 3, passages: 1, jobs: 1, read: 1, up: 1 },
    });
    expect(figure('ragkeep_credential_lookups_total{result="hit"}')).toBeGreaterThan(3);
  },
);

it('no label of a metric holds what callers choose', () => {
  const labels = [...scraped.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)];
  expect(labels.length).toBeGreaterThan(300);
  for (const [, name = '', value = ''] of labels) {
    if (name !== 'major' && name !== 'minor' && name !== 'patch')
      expect(LABELS.has(name), `${name}="${value}"`).toBe(true);
    for (const [what, secret] of Object.entries(secrets)) expect(value.includes(secret), what).toBe(false);
    expect(value).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  }
});

it('a question is one trace, that of its caller, from the request to the encoder and the language model', () => {
  const own = spans.filter(({ traceId }) => traceId === TRACE);
  const nameOf = (spanId: string | undefined) => own.find((span) => span.spanId === spanId)?.name ?? null;
  expect(own.map((span) => [span.name, nameOf(span.parentSpanId)]).sort()).toEqual([
    ['POST /api/v1/agents/:id/query', null],
    ['encode', 'search'],
    ['llm', 'POST /api/v1/agents/:id/query'],
    ['search lexical', 'search'],
    ['search passages', 'search'],
    ['search semantic', 'search'],
    ['search', 'POST /api/v1/agents/:id/query'],
  ]);
  const request = own.find(({ parentSpanId }) => parentSpanId === 'b7ad6b7169203331');
  expect(request?.attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: 200 } });
  const lines = logged.split('\n').filter((line) => line.includes(`"trace_id":"${TRACE}"`));
  expect(lines.some((line) => line.includes('"route":"/api/v1/agents/:id/query"'))).toBe(true);
  const failed = spans.find(({ name, status }) => name === 'llm' && status.code === 2);
  expect(failed?.attributes).toEqual([{ key: 'error.type', value: { stringValue: 'llm_rejected' } }]);
  expect(spans.map(({ name }) => name)).toContain('work read-sources');
});

it('no span holds a key, a question, a document, an address or an id of what was asked for', () => {
  const sent = bodies.join('\n');
  expect(sent).toMatch(/^\/v1\/traces /);
  for (const [what, secret] of Object.entries(secrets)) expect(sent.includes(secret), what).toBe(false);
});
