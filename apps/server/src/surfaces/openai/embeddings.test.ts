import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routes } from '@ragkeep/contract';
import { expect, it, onTestFinished } from 'vitest';
import { createEndpointEncoder } from '../../platform/embedding/index.ts';
import { createEmbed } from './embeddings.ts';

/** An embeddings endpoint that turns the text "n" into [n, 1, 0], until it is told to refuse. */
async function endpoint() {
  const state = { refuses: false, requests: 0 };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += String(part);
    state.requests += 1;
    response.writeHead(state.refuses ? 401 : 200, { 'content-type': 'application/json' });
    const { input } = JSON.parse(text) as { input: string[] };
    const data = input.map((each, index) => ({ index, embedding: [Number.parseInt(each, 10), 1, 0] }));
    response.end(JSON.stringify(state.refuses ? { error: { message: 'no' } } : { data }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const encoder = createEndpointEncoder({ baseUrl, apiKey: undefined, model: 'tiny' });
  onTestFinished(async () => {
    await encoder.close();
    server.closeAllConnections();
    server.close();
  });
  const embed = createEmbed(encoder);
  const signal = new AbortController().signal;
  return {
    state,
    embed: (more: object) => embed(routes.createEmbedding.body.parse({ model: 'm', input: 'x', ...more }), signal),
  };
}

it('many texts go in slices, and their vectors come back in the order of the texts', async () => {
  const { embed, state } = await endpoint();
  const input = Array.from({ length: 150 }, (_, n) => `${n + 1} ${'word '.repeat(100)}`);
  const { data, usage } = await embed({ input });
  expect(data.map(({ index }) => index)).toEqual(input.map((_, n) => n));
  const slopes = data.map(({ embedding }) => Number(embedding[0]) / Number(embedding[1]));
  for (const [n, slope] of slopes.entries()) expect(slope).toBeCloseTo(n + 1, 3);
  expect(state.requests).toBe(3);
  expect(usage.prompt_tokens).toBeGreaterThan(150 * 100);
});

it('a size is checked against what the endpoint gave, where it is known only then', async () => {
  const { embed } = await endpoint();
  await expect(embed({ input: '1', dimensions: 2 })).rejects.toThrow('dimensions: must be 3');
  expect((await embed({ input: '1', dimensions: 3 })).data).toHaveLength(1);
});

it('an encoder that is away is no fault of the caller’s, and nothing of it is told', async () => {
  const { embed, state } = await endpoint();
  state.refuses = true;
  for (const input of ['1', ['1', '2']]) {
    const error = await embed({ input }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unavailable', headers: { 'retry-after': '10' } });
    expect(String(error)).not.toMatch(/127\.0\.0\.1|tiny/);
  }
});
