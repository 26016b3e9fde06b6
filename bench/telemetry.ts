// What counting costs a request: `node bench/telemetry.ts`. The hooks themselves, a million times, without the HTTP around them.
import {
  countLookups,
  createMetrics,
  createTracing,
  observeHttp,
} from '../apps/server/src/platform/telemetry/index.ts';

type Hook = (...args: unknown[]) => void;

const hooks = new Map<string, Hook[]>();
const app = {
  addHook: (name: string, hook: Hook) => void hooks.set(name, [...(hooks.get(name) ?? []), hook]),
};
const metrics = createMetrics();
observeHttp(app as never, { metrics, tracing: await createTracing(null) });
const route = { method: 'GET', url: '/api/v1/projects/:project', onResponse: [] as Hook[] };
for (const hook of hooks.get('onRoute') ?? []) hook(route);
const before = hooks.get('onRequest') ?? [];
const after = [...route.onResponse, ...(hooks.get('onResponse') ?? [])];
const look = countLookups((digest: string) => digest, metrics);

let close: Hook = () => {};
const reply = {
  statusCode: 200,
  elapsedTime: 3.2,
  getHeader: () => 'application/json; charset=utf-8',
  raw: {
    once(_: string, listener: Hook) {
      close = listener;
    },
  },
};
const request = { method: 'GET', is404: false, errorCode: null };
const done = () => {};

function requests(count: number): void {
  for (let n = 0; n < count; n++) {
    for (const hook of before) hook(request, reply, done);
    look('digest');
    for (const hook of after) hook(request, reply, done);
    close();
  }
}

requests(300_000);
for (let round = 1; round <= 5; round++) {
  const began = process.hrtime.bigint();
  requests(1_000_000);
  console.log(`${(Number(process.hrtime.bigint() - began) / 1e6).toFixed(0)} ns a request`);
}
