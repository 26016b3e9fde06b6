import { describe, expect, test } from 'vitest';
import {
  type Behaviour,
  chatEndpoint,
  data,
  fails,
  finish,
  says,
  token,
} from '../../../platform/llm/chat-endpoint.testing.ts';
import { createLlm, type Limits, LlmError } from '../../../platform/llm/index.ts';
import { passage, request } from '../fixtures/passage.ts';
import { type AnswerEvent, createAnswerer } from '../index.ts';
import type { Budgets } from './budgets.ts';

const KEY = 'sk-very-secret-key-000';
const ASK = request('What do ducks eat?', [passage('Ducks eat grass and worms.')]);

function answerer(baseUrl: string, limits: Partial<Limits & Budgets> = {}, apiKey: string | null = KEY) {
  return createAnswerer({
    budgets: limits.answerCharacters === undefined ? {} : { answerCharacters: limits.answerCharacters },
    llm: createLlm({ baseUrl, apiKey, model: 'tiny' }, { backoffMs: 1, ...limits }),
    encode: null,
  });
}

async function failure(promise: Promise<unknown>): Promise<LlmError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LlmError);
  return error as LlmError;
}

/** Reads a stream to its end or its error. */
async function drain(stream: AsyncGenerator<AnswerEvent>): Promise<{ text: string; error: unknown }> {
  let text = '';
  try {
    for await (const event of stream) if (event.type === 'token') text += event.text;
  } catch (error) {
    return { text, error };
  }
  return { text, error: null };
}

const never: Behaviour = () => undefined;

describe('a request', () => {
  test('carries model, key and messages, and brings text and usage back', async () => {
    const endpoint = await chatEndpoint(says('Grass', ' and worms [1].'));
    const answer = await answerer(endpoint.baseUrl).answer(ASK);
    expect(answer).toMatchObject({ answer: 'Grass and worms [1].', mode: 'generated', refused: false });
    expect(answer.usage).toEqual({ prompt_tokens: 90, completion_tokens: 9 });
    expect(endpoint.received).toHaveLength(1);
    expect(endpoint.received[0]).toMatchObject({ path: '/v1/chat/completions', authorization: `Bearer ${KEY}` });
    expect(endpoint.received[0]?.body).toMatchObject({ model: 'tiny', stream: true });
    expect(endpoint.received[0]?.body).not.toHaveProperty('temperature');
  });

  test('without a key sends no Authorization at all', async () => {
    const endpoint = await chatEndpoint(says('Grass [1].'));
    await answerer(endpoint.baseUrl, {}, null).answer(ASK);
    expect(endpoint.received[0]?.authorization).toBeUndefined();
  });

  test('takes model and temperature from the agent', async () => {
    const endpoint = await chatEndpoint(says('Grass [1].'));
    await answerer(endpoint.baseUrl).answer({ ...ASK, agent: { ...ASK.agent, model: 'big', temperature: 0 } });
    expect(endpoint.received[0]?.body).toMatchObject({ model: 'big', temperature: 0 });
  });

  test('is repeated without stream_options to an endpoint that refuses them', async () => {
    const refuses = fails(422, { error: { message: 'extra field stream_options not permitted' } });
    const endpoint = await chatEndpoint(refuses, says('Grass [1].'));
    expect((await answerer(endpoint.baseUrl).answer(ASK)).answer).toBe('Grass [1].');
    expect(endpoint.received.map((r) => 'stream_options' in r.body)).toEqual([true, false]);
  });
});

describe('before the first word', () => {
  test.each([500, 502, 503, 429, 409])('HTTP %i is tried again', async (status) => {
    const endpoint = await chatEndpoint(fails(status), fails(status), says('Grass [1].'));
    expect((await answerer(endpoint.baseUrl).answer(ASK)).answer).toBe('Grass [1].');
    expect(endpoint.received).toHaveLength(3);
  });

  test('a cut connection is tried again', async () => {
    const endpoint = await chatEndpoint((response) => response.destroy(), says('Grass [1].'));
    expect((await answerer(endpoint.baseUrl).answer(ASK)).answer).toBe('Grass [1].');
  });

  test('it gives up after the last attempt', async () => {
    const endpoint = await chatEndpoint(fails(500));
    const error = await failure(answerer(endpoint.baseUrl).answer(ASK));
    expect(error).toMatchObject({ code: 'llm_unavailable', retryable: true });
    expect(endpoint.received).toHaveLength(3);
  });

  test('a short Retry-After is kept, a long one is passed on at once', async () => {
    const soon = await chatEndpoint(fails(429, {}, { 'retry-after': '0' }), says('Grass [1].'));
    expect((await answerer(soon.baseUrl).answer(ASK)).answer).toBe('Grass [1].');
    const late = await chatEndpoint(fails(429, {}, { 'retry-after': '3600' }));
    expect(await failure(answerer(late.baseUrl).answer(ASK))).toMatchObject({
      code: 'llm_unavailable',
      retryable: true,
    });
    expect(late.received).toHaveLength(1);
  });

  test.each([400, 401, 403, 404, 422])('HTTP %i is not tried again', async (status) => {
    const endpoint = await chatEndpoint(fails(status));
    const error = await failure(answerer(endpoint.baseUrl).answer(ASK));
    expect(error).toMatchObject({ code: 'llm_rejected', retryable: false });
    expect(endpoint.received).toHaveLength(1);
  });

  test('nobody listening is llm_unavailable', async () => {
    const endpoint = await chatEndpoint(never);
    await endpoint.close();
    expect(await failure(answerer(endpoint.baseUrl).answer(ASK))).toMatchObject({ code: 'llm_unavailable' });
  });

  test('silence is llm_timeout, and the request is cancelled', async () => {
    const endpoint = await chatEndpoint(never);
    const error = await failure(answerer(endpoint.baseUrl, { firstTokenMs: 400 }).answer(ASK));
    expect(error).toMatchObject({ code: 'llm_timeout', retryable: true });
    await endpoint.hungUp;
    expect(endpoint.received).toHaveLength(1);
  });

  test('a redirect is not followed', async () => {
    const other = await chatEndpoint(says('Stolen.'));
    const endpoint = await chatEndpoint(fails(307, '', { location: `${other.baseUrl}/chat/completions` }));
    expect(await failure(answerer(endpoint.baseUrl).answer(ASK))).toMatchObject({ code: 'llm_rejected' });
    expect(other.received).toHaveLength(0);
  });
});

describe('in the middle of an answer', () => {
  test.each<[string, Behaviour]>([
    [
      'a cut connection',
      (response) => {
        token(response, 'Grass ');
        setImmediate(() => response.destroy());
      },
    ],
    [
      'an end without a finish_reason',
      (response) => {
        token(response, 'Grass ');
        response.end();
      },
    ],
    [
      'a reset connection',
      (response) => {
        token(response, 'Grass ');
        setImmediate(() => response.socket?.resetAndDestroy());
      },
    ],
    [
      'an error in the stream',
      (response) => {
        token(response, 'Grass ');
        data(response, { error: { message: 'out of memory' } });
        response.end();
      },
    ],
  ])('%s is llm_unavailable and is not tried again', async (_, behaviour) => {
    const endpoint = await chatEndpoint(behaviour);
    const { text, error } = await drain(answerer(endpoint.baseUrl).stream(ASK));
    expect(text).toBe('Grass');
    expect(error).toMatchObject({ code: 'llm_unavailable', retryable: true });
    expect(endpoint.received).toHaveLength(1);
  });

  test('a stall is llm_timeout', async () => {
    const endpoint = await chatEndpoint((response) => token(response, 'Grass '));
    const { text, error } = await drain(answerer(endpoint.baseUrl, { idleMs: 30 }).stream(ASK));
    expect(text).toBe('Grass');
    expect(error).toMatchObject({ code: 'llm_timeout' });
    await endpoint.hungUp;
  });

  test('an answer that never ends is stopped by the clock and by its length', async () => {
    const drips: Behaviour = (response) => {
      const timer = setInterval(() => token(response, 'quack '), 1);
      response.on('close', () => clearInterval(timer));
    };
    const slow = await chatEndpoint(drips);
    expect(await failure(answerer(slow.baseUrl, { totalMs: 60 }).answer(ASK))).toMatchObject({ code: 'llm_timeout' });
    await slow.hungUp;
    const long = await chatEndpoint(drips);
    expect(await failure(answerer(long.baseUrl, { answerCharacters: 50 }).answer(ASK))).toMatchObject({
      code: 'llm_bad_answer',
    });
    await long.hungUp;
  });

  test('a content filter is llm_rejected', async () => {
    const endpoint = await chatEndpoint((response) => {
      token(response, 'Gr');
      finish(response, 'content_filter');
    });
    expect(await failure(answerer(endpoint.baseUrl).answer(ASK))).toMatchObject({ code: 'llm_rejected' });
  });
});

describe('an answer of the wrong shape is llm_bad_answer', () => {
  test.each<[string, Behaviour]>([
    ['a whole completion instead of a stream', fails(200, { choices: [{ message: { content: 'Grass' } }] })],
    ['a web page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')],
    [
      'broken JSON',
      (response) => {
        data(response, '{"choices":[{');
        response.end();
      },
    ],
    ['an empty stream', (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end()],
    [
      'nothing but the counting',
      (response) =>
        data(response, { choices: [], usage: { prompt_tokens: 1, completion_tokens: 0 } }) ?? finish(response),
    ],
    [
      'content null to the end',
      (response) => {
        data(response, { choices: [{ delta: { role: 'assistant', content: null }, finish_reason: null }] });
        finish(response);
      },
    ],
    [
      'a call of a function that nobody offered',
      (response) => {
        data(response, {
          choices: [{ delta: { tool_calls: [{ index: 0, function: { name: 'f', arguments: '{}' } }] } }],
        });
        finish(response, 'tool_calls');
      },
    ],
    ['cut at a limit that nobody set, before its first word', (response) => finish(response, 'length')],
    ['no text', says()],
    ['only white space', says(' ', '\n')],
    ['only thoughts', says('<think>Hm, ducks', ' …</think>')],
    [
      'content that is no string',
      (response) => {
        data(response, { choices: [{ delta: { content: { a: 1 } }, finish_reason: null }] });
        data(response, null);
        finish(response);
      },
    ],
  ])('%s', async (_, behaviour) => {
    const endpoint = await chatEndpoint(behaviour);
    expect(await failure(answerer(endpoint.baseUrl).answer(ASK))).toMatchObject({
      code: 'llm_bad_answer',
      retryable: false,
    });
    expect(endpoint.received).toHaveLength(1);
  });
});

describe('what an error tells', () => {
  test('is neither key nor address, even when the endpoint echoes them', async () => {
    const endpoint = await chatEndpoint((response, received) => {
      const echo = `Incorrect API key ${received.authorization} for http://inner.example:8080/v1 at ${response.req.headers.host}`;
      fails(401, { error: { message: echo } })(response, received);
    });
    const error = await failure(answerer(endpoint.baseUrl).answer(ASK));
    const told = JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: error.cause });
    expect(error.upstream).toContain('Incorrect API key');
    expect(error.message).toContain('401');
    for (const secret of [KEY, 'inner.example', new URL(endpoint.baseUrl).host]) expect(told).not.toContain(secret);
  });
});

describe('the caller', () => {
  test('aborting in the middle of an answer cancels it upstream', async () => {
    const endpoint = await chatEndpoint((response) => token(response, 'Grass '));
    const controller = new AbortController();
    const reason = new Error('the client went away');
    const stream = answerer(endpoint.baseUrl).stream(ASK, controller.signal);
    expect(await stream.next()).toEqual({ done: false, value: { type: 'token', text: 'Grass' } });
    controller.abort(reason);
    await expect(stream.next()).rejects.toBe(reason);
    await endpoint.hungUp;
  });

  test('aborting before the first word or while waiting to try again ends at once', async () => {
    const reason = new Error('the client went away');
    const controller = new AbortController();
    const silent = await chatEndpoint(() => controller.abort(reason));
    await expect(answerer(silent.baseUrl).answer(ASK, controller.signal)).rejects.toBe(reason);

    const second = new AbortController();
    const failing = await chatEndpoint((response, received) => {
      fails(503, {}, { 'retry-after': '5' })(response, received);
      response.on('close', () => setImmediate(() => second.abort(reason)));
    });
    await expect(answerer(failing.baseUrl).answer(ASK, second.signal)).rejects.toBe(reason);
    expect(failing.received).toHaveLength(1);
  });

  test('who stops reading cancels the request', async () => {
    const endpoint = await chatEndpoint((response) => token(response, 'Grass '));
    for await (const event of answerer(endpoint.baseUrl).stream(ASK)) if (event.type === 'token') break;
    await endpoint.hungUp;
  });

  test('already aborted sends nothing', async () => {
    const endpoint = await chatEndpoint(says('Grass [1].'));
    await expect(answerer(endpoint.baseUrl).answer(ASK, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(endpoint.received).toHaveLength(0);
  });
});
