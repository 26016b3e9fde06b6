import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { APICallError, embed, embedMany, generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Behaviour,
  type ChatEndpoint,
  data,
  fails,
  finish,
  says,
  startChatEndpoint,
  token,
} from '../src/platform/llm/chat-endpoint.testing.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';

/* The packages that people use, unchanged but for address and key, against a server with a language model behind it. */

const QUESTION = 'When does the ferry leave?';
const MODEL = 'harbour';
const messages = [{ role: 'user' as const, content: QUESTION }];

let upstream: ChatEndpoint;
let behave: Behaviour;
let app: TestApp;
let owner: Client;
let baseURL: string;
let apiKey: string;

beforeAll(async () => {
  upstream = await startChatEndpoint((response, received) => behave(response, received));
  app = await startTestApp({ LLM_BASE_URL: upstream.baseUrl, LLM_MODEL: 'tiny' });
  owner = await app.tenant();
  const { id } = (await owner.post('/projects', { name: 'Harbour' })).body;
  await owner.ingest(id, { text: 'The ferry leaves at seven in the morning from pier four.', title: 'Timetable' });
  baseURL = `${app.url}/v1`;
  apiKey = owner.key ?? '';
});
afterAll(async () => {
  await app.close();
  await upstream.close();
});

/** What the language model was last sent. */
const sent = () => upstream.received.at(-1)?.body as unknown as Record<string, unknown>;

/** The largest difference of any component. */
const distance = (one: readonly number[], other: readonly number[] = []): number =>
  one.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] ?? Number.POSITIVE_INFINITY))), 0);

const tools = [
  {
    type: 'function' as const,
    function: {
      name: 'weather',
      description: 'The weather at a place',
      parameters: { type: 'object', properties: { place: { type: 'string' } } },
      strict: true,
    },
  },
];

/** Calls the tool, in the pieces in which models do. */
const callsWeather: Behaviour = (response) => {
  const piece = (call: object) =>
    data(response, { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...call }] }, finish_reason: null }] });
  piece({ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } });
  for (const part of ['{"place":', '"pier"}']) piece({ function: { arguments: part } });
  finish(response, 'tool_calls');
};

const CALL = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"place":"pier"}' } };

describe('the openai client', () => {
  const client = () => new OpenAI({ baseURL, apiKey, maxRetries: 0 });
  const create = (more: object = {}) => client().chat.completions.create({ model: MODEL, messages, ...more });
  const stream = (more: object = {}) => client().chat.completions.stream({ model: MODEL, messages, ...more });

  it('RX-5: lists models, reads one, and asks it; what is said of the answer reaches the language model', async () => {
    behave = says('At seven ', 'from pier four [1].');
    const listed = [];
    for await (const model of client().models.list()) listed.push(model.id);
    expect(listed).toEqual(['harbour', 'harbour/assistant']);
    expect((await client().models.retrieve('harbour/assistant')).id).toBe('harbour/assistant');
    const options = { temperature: 0.2, top_p: 0.9, seed: 7, stop: ['\n\n'], max_completion_tokens: 50 };
    const answer = await create({ ...options, presence_penalty: 0.5, reasoning_effort: 'low', user: 'u-1' });
    expect(answer.choices[0]?.message.content).toBe('At seven from pier four [1].');
    expect(answer.usage).toEqual({ prompt_tokens: 90, completion_tokens: 9, total_tokens: 99 });
    expect(answer).toMatchObject({ citations: [{ n: 1, document: { title: 'Timetable' } }], refused: false });
    expect(sent()).toMatchObject({ ...options, presence_penalty: 0.5, reasoning_effort: 'low', model: 'tiny' });
    expect(sent().user).toBeUndefined();
  });

  it('RX-5: JSON is passed through', async () => {
    behave = says('{"time":"seven"}');
    const response_format = { type: 'json_object' };
    const answer = await create({ response_format });
    expect(answer.choices[0]?.message.content).toBe('{"time":"seven"}');
    expect(sent().response_format).toEqual(response_format);
  });

  it('RX-5: streams to [DONE], each word when the model has said it, with the usage if it is asked for', async () => {
    const heard = Promise.withResolvers<void>();
    behave = async (response) => {
      token(response, 'At seven ');
      await heard.promise;
      token(response, 'sharp [1].');
      finish(response);
    };
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream({ stream_options: { include_usage: true } })) {
      chunks.push(chunk);
      if (chunk.choices[0]?.delta.content) heard.resolve();
    }
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '', refusal: null });
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('At seven sharp [1].');
    expect(chunks.at(-2)).toMatchObject({ choices: [{ finish_reason: 'stop' }], citations: [{ n: 1 }] });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 99 } });
  });

  it('RX-5: an answer cut off by a limit says so', async () => {
    behave = (response) => {
      token(response, 'At sev');
      finish(response, 'length');
    };
    expect((await create({ max_tokens: 2 })).choices[0]?.finish_reason).toBe('length');
  });

  it('RX-5: tools go to the language model, its calls come back, and so goes what they answered', async () => {
    behave = callsWeather;
    const whole = await create({ tools, tool_choice: 'auto', parallel_tool_calls: false });
    const expected = { finish_reason: 'tool_calls', message: { content: null, tool_calls: [CALL] } };
    expect(whole.choices[0]).toMatchObject(expected);
    expect(sent()).toMatchObject({ tools, tool_choice: 'auto', parallel_tool_calls: false });
    expect((await stream({ tools }).finalChatCompletion()).choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [CALL] },
    });
    behave = says('It leaves at seven [1], in the rain.');
    const result = { role: 'tool' as const, tool_call_id: 'call_1', content: 'It rains.' };
    const answered = await create({ tools, messages: [...messages, whole.choices[0]?.message, result] });
    expect(answered.choices[0]?.message.content).toContain('in the rain');
    expect(JSON.stringify(sent().messages)).toContain('It rains.');
  });

  it.each<[string, Behaviour, number, string]>([
    ['refuses', fails(400), 502, 'answerer_failed'],
    ['says something that is no answer', fails(200, '<p>hello</p>'), 502, 'answerer_failed'],
    ['has no time now', fails(429, {}, { 'retry-after': '60' }), 503, 'unavailable'],
  ])('RX-5: a language model that %s is a server_error, blocking and streaming', async (_, fault, status, code) => {
    behave = fault;
    for (const attempt of [() => create(), () => stream().finalChatCompletion()]) {
      const error = await attempt().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OpenAI.InternalServerError);
      expect(error).toMatchObject({ status, code, type: 'server_error', param: null });
    }
  });

  it('RX-5: one that breaks off in the middle raises an APIError, and no [DONE] follows', async () => {
    behave = (response) => {
      token(response, 'At seven and then ');
      response.write('', () => response.destroy());
    };
    const broken = stream().finalChatCompletion();
    await expect(broken).rejects.toThrow(OpenAI.APIError);
    await expect(broken).rejects.toMatchObject({ code: 'unavailable', type: 'server_error' });
    const raw = await fetch(`${baseURL}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: MODEL, messages, stream: true }),
    });
    const text = await raw.text();
    expect(text).not.toContain('[DONE]');
    const last = JSON.parse(text.trimEnd().split('\n\n').at(-1)?.slice('data: '.length) ?? '');
    expect(Object.keys(last.error).sort()).toEqual(['code', 'message', 'param', 'type']);
    expect(text).not.toContain('127.0.0.1');
  });

  it('RX-5: hanging up stops the language model', async () => {
    const stopped = Promise.withResolvers<void>();
    behave = (response) => {
      response.on('close', () => stopped.resolve());
      token(response, 'At seven and then ');
    };
    for await (const chunk of stream()) if (chunk.choices[0]?.delta.content) break;
    await stopped.promise;
  });

  const post = (body: object) => owner.post('/openai/embeddings', { model: MODEL, ...body });

  it('RX-5: base64, the client’s default, and float say the same', async () => {
    const input = ['The ferry leaves at seven.', `${'The museum is closed on Mondays. '.repeat(80)}`];
    const create = (more: object) => client().embeddings.create({ model: MODEL, input, ...more });
    const decoded = await create({});
    const float = await create({ encoding_format: 'float', dimensions: 512 });
    const raw = (await post({ input, encoding_format: 'base64' })).body;
    const { tokens } = await import('../src/platform/llm/tokens.ts');
    const total_tokens = tokens(input[0] ?? '') + tokens(input[1] ?? '');
    expect(float.usage).toEqual({ prompt_tokens: total_tokens, total_tokens });
    for (const [index, { embedding }] of float.data.entries()) {
      expect(embedding).toHaveLength(512);
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
      const bytes = Buffer.from(raw.data[index].embedding, 'base64');
      expect(distance(embedding, decoded.data[index]?.embedding)).toBeLessThan(1e-6);
      expect(embedding.map((_, i) => bytes.readFloatLE(4 * i))).toEqual(embedding);
    }
  });

  it('RX-5: takes token ids, alone or in lists, as the text they stand for', async () => {
    const { encode } = await import('gpt-tokenizer/encoding/cl100k_base');
    const text = 'The ferry leaves at seven.';
    const ids = encode(text);
    const [whole, alone, listed] = await Promise.all(
      [text, ids, [ids, text]].map((input) => post({ input, encoding_format: 'float' })),
    );
    expect(alone?.body.data).toEqual(whole?.body.data);
    expect(alone?.body.usage.prompt_tokens).toBe(ids.length);
    expect(listed?.body.data).toHaveLength(2);
    for (const { embedding } of listed?.body.data ?? []) {
      expect(distance(embedding, whole?.body.data[0].embedding)).toBeLessThan(1e-5);
    }
  });
});

describe('@ai-sdk/openai-compatible', () => {
  const provider = () => createOpenAICompatible({ name: 'ragkeep', baseURL, apiKey, includeUsage: true });

  it('RX-5: generates, streams, and embeds', async () => {
    behave = says('At seven ', 'from pier four [1].');
    const model = provider()(MODEL);
    const whole = await generateText({ model, prompt: QUESTION, system: 'Be brief.' });
    expect(whole).toMatchObject({ text: 'At seven from pier four [1].', finishReason: 'stop' });
    expect(whole.usage.totalTokens).toBe(99);
    expect(JSON.stringify(sent().messages)).toContain('Be brief.');
    const streamed = streamText({ model, prompt: QUESTION });
    const pieces: string[] = [];
    for await (const piece of streamed.textStream) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe('At seven from pier four [1].');
    expect((await streamed.totalUsage).totalTokens).toBe(99);
    const encoder = provider().embeddingModel(MODEL);
    const { embedding } = await embed({ model: encoder, value: 'The ferry' });
    const { embeddings } = await embedMany({ model: encoder, values: ['The museum', 'The ferry'] });
    expect(embedding).toHaveLength(512);
    expect(distance(embedding, embeddings[1])).toBeLessThan(1e-5);
  });

  it('RX-5: understands the errors', async () => {
    const attempt = generateText({ model: provider()('nothing'), prompt: QUESTION, maxRetries: 0 });
    await expect(attempt).rejects.toThrow(APICallError);
    await expect(attempt).rejects.toMatchObject({ statusCode: 404, message: 'No such model' });
  });
});

describe('@langchain/openai', () => {
  const settings = () => ({ model: MODEL, apiKey, configuration: { baseURL }, maxRetries: 0 });

  it('RX-5: invokes, streams, and embeds', async () => {
    behave = says('At seven ', 'from pier four [1].');
    const model = new ChatOpenAI(settings());
    const whole = await model.invoke(QUESTION);
    expect(whole).toMatchObject({ content: 'At seven from pier four [1].', usage_metadata: { total_tokens: 99 } });
    const pieces: string[] = [];
    for await (const { text } of await model.stream(QUESTION)) if (text !== '') pieces.push(text);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe('At seven from pier four [1].');
    const encoder = new OpenAIEmbeddings(settings());
    const [ferry] = await encoder.embedDocuments(['The ferry', 'The museum']);
    const question = await encoder.embedQuery('The ferry');
    expect(question).toHaveLength(512);
    expect(distance(question, ferry)).toBeLessThan(1e-5);
  });

  it('RX-5: calls tools that are bound to it', async () => {
    behave = callsWeather;
    const { tool_calls } = await new ChatOpenAI(settings()).bindTools(tools).invoke(QUESTION);
    expect(tool_calls).toMatchObject([{ id: 'call_1', name: 'weather', args: { place: 'pier' } }]);
  });
});
