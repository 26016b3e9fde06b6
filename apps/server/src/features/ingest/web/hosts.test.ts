import { expect, test } from 'vitest';
import { createHosts } from './hosts.ts';

const { signal } = new AbortController();
const now = { kind: 'now' } as const;

test('a host serves one at a time; another host does not wait for it', async () => {
  const hosts = createHosts();
  const first = await hosts.turn('https://a.org/1', 0, signal);
  expect(first).toMatchObject(now);
  expect(await hosts.turn('https://a.org/2', 0, signal)).toMatchObject({ kind: 'later' });
  expect(await hosts.turn('https://b.org/1', 0, signal)).toMatchObject(now);
  if (first.kind === 'now') first.end();
  const before = performance.now();
  expect(await hosts.turn('https://a.org/2', 0, signal)).toMatchObject(now);
  expect(performance.now() - before).toBeGreaterThan(150);
});

test('whoever would wait for long comes back instead', async () => {
  const hosts = createHosts();
  const turn = await hosts.turn('https://a.org/1', 8_000, signal);
  if (turn.kind === 'now') turn.end();
  const next = await hosts.turn('https://a.org/2', 8_000, signal);
  expect(next).toMatchObject({ kind: 'later' });
  if (next.kind === 'later') expect(next.inMs).toBeGreaterThan(7_000);
});

test('one who is stopped while waiting does not keep the host', async () => {
  const hosts = createHosts();
  const turn = await hosts.turn('https://a.org/1', 900, signal);
  if (turn.kind === 'now') turn.end();
  await expect(hosts.turn('https://a.org/2', 900, AbortSignal.abort(new Error('stop')))).rejects.toThrow();
  expect(await hosts.turn('https://a.org/3', 0, signal)).toMatchObject(now);
});
