import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { generateKey, parseKey, parseKeyTemplate, parseScopes, SCOPES, UnknownScopeError } from '@ragkeep/access';
import { RagkeepError } from '../../../../packages/sdk/src/errors.ts';
import { eventsOf } from '../../../../packages/sdk/src/event-stream.ts';
import { readCredential } from '../../src/access/credential.ts';
import { chunkMarkdown } from '../../src/features/chunking/chunk.ts';
import { convert } from '../../src/platform/convert/convert.ts';
import { ConversionError } from '../../src/platform/convert/errors.ts';
import { createCursors } from '../../src/platform/cursors.ts';
import { ApiError } from '../../src/platform/errors.ts';
import { createLlm, LlmError } from '../../src/platform/llm/index.ts';
import { createSecrets } from '../../src/platform/secrets.ts';
import { sendForm } from './form-server.ts';

/** Something that reads what strangers send. */
export interface Target {
  name: string;
  /** Well-formed inputs. */
  seeds: string[];
  /** What means something to it. */
  words: string[];
  /** Throws for an input that is not handled as it should be. */
  check(bytes: Uint8Array): void | Promise<void>;
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const ensure = (holds: boolean, what: string) => {
  if (!holds) throw new Error(what);
};

/** Runs it; only errors of this kind are right. */
async function onlyThrows(kind: new (...args: never[]) => Error, run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
  }
}

const format = parseKeyTemplate('rk_{env}_{base62:32}');
const formats = [format, parseKeyTemplate('rg_{hex:40}'), parseKeyTemplate('old_{opaque:20-64}')];
const aKey = generateKey(format, { environment: 'live', randomBytes });

const keys: Target = {
  name: 'key parser',
  seeds: [aKey, `${aKey}x`, aKey.toUpperCase()],
  words: ['rk_', 'rk_live_', 'rk_test_', 'live', '_'],
  check(bytes) {
    const key = text(bytes);
    const parsed = parseKey(formats, key);
    // As it is or not at all: what is accepted is no longer than a key, plain ASCII, and shown by its beginning only.
    if (parsed)
      ensure(
        /^[\w-]+$/.test(key) && key.startsWith(parsed.displayPrefix) && parsed.displayPrefix !== key,
        'a key that is none',
      );
  },
};

const scopes: Target = {
  name: 'scope parser',
  seeds: [SCOPES.join(' '), 'ingest query'],
  words: [...SCOPES, '*', ':read', ':write', ' '],
  check: (bytes) =>
    onlyThrows(UnknownScopeError, () => {
      const sent = text(bytes).split(' ');
      const parsed = parseScopes(sent);
      ensure(
        parsed.every((scope) => sent.includes(scope) && SCOPES.includes(scope)),
        'a scope that was not sent',
      );
      ensure(new Set(parsed).size === parsed.length, 'a scope twice');
    }),
};

const headers: Target = {
  name: 'credential in raw headers',
  seeds: [
    `authorization\nBearer ${aKey}`,
    `x-api-key\n${aKey}`,
    `x-app-id\na\nx-app-secret\nb`,
    `host\nx\n?api_key=${aKey}`,
  ],
  words: [
    'authorization',
    'Authorization',
    'x-api-key',
    'X-API-KEY',
    'x-app-id',
    'x-app-secret',
    'Bearer ',
    'bearer',
    '\n',
    '?token=',
  ],
  check: (bytes) =>
    onlyThrows(ApiError, () => {
      const lines = text(bytes).split('\n');
      const rawHeaders = lines.length % 2 === 0 ? lines : lines.slice(0, -1);
      const url = `/x${lines.length % 2 === 0 ? '' : lines.at(-1)}`;
      const sent = readCredential({ rawHeaders, url } as IncomingMessage, (value) => parseKey(formats, value) !== null);
      const names = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
      const count = (name: string) => names.filter((other) => other === name).length;
      ensure(count('authorization') + count('x-api-key') <= 1, 'two credentials were taken for one');
      if (typeof sent === 'string' && sent !== '')
        ensure(
          rawHeaders.some((value) => value.includes(sent)),
          'a credential from nowhere',
        );
    }),
};

const cursors = createCursors(createSecrets('a secret for fuzzing that is long enough'));
const aCursor = cursors.encode('keys', 'tenant', 'position');

const cursor: Target = {
  name: 'cursors',
  seeds: [aCursor, aCursor.replace('.', '..'), cursors.encode('keys', 'other', 'position')],
  words: ['.', '=', '-', '_', 'A'],
  check: (bytes) =>
    onlyThrows(ApiError, () => {
      const position = cursors.decode('keys', 'tenant', text(bytes));
      ensure(position === 'position', 'a position that was never given out');
    }),
};

const chunker: Target = {
  name: 'chunker offsets',
  seeds: [
    '# Title\n\nText with **words**.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\ncode\n```\n',
    '1. one\n2. two\n\n> quote\n',
  ],
  words: ['# ', '\n\n', '\n', '```', '|', '---', '- ', '> ', '日本語。', '😀', 'word '],
  check(bytes) {
    const markdown = text(bytes);
    let end = 0;
    for (const chunk of chunkMarkdown(markdown, null)) {
      ensure(chunk.text === markdown.slice(chunk.start, chunk.end), 'a chunk that is no slice of the text');
      ensure(
        chunk.start >= end && chunk.text.trim() === chunk.text && chunk.text !== '',
        'chunks that overlap or are blank',
      );
      ensure(!/[^\s\-*_=|:#>`~+.[\]()!\\]/.test(markdown.slice(end, chunk.start)), 'text that is in no chunk');
      end = chunk.end;
    }
  },
};

/** Text kinds have no damaged files: whatever comes is read, or refused for a reason. */
const conversion = (name: string, filename: string, seeds: string[], words: string[]): Target => ({
  name,
  seeds,
  words,
  async check(bytes) {
    try {
      const { markdown, pages, blocks } = await convert({ bytes, filename, contentType: '' } as never);
      ensure(markdown.isWellFormed() && !markdown.includes('\0'), 'Markdown that no database stores');
      for (const part of [...(pages ?? []), ...blocks]) {
        ensure(part.start >= 0 && part.start <= part.end && part.end <= markdown.length, 'a part outside of the text');
      }
    } catch (error) {
      if (!(error instanceof ConversionError) || error.code === 'corrupt') throw error;
    }
  },
});

const html = conversion(
  'HTML conversion',
  'page.html',
  [
    '<!doctype html><title>T</title><article><h1>H</h1><p>Text <a href="/x">link</a></p><table><tr><td>1<td>2</table><ul><li>a<li>b</ul></article>',
  ],
  [
    '<p>',
    '</p>',
    '<div>',
    '<table>',
    '<tr>',
    '<td colspan=9>',
    '<ul><li>',
    '<pre><code>',
    '<a href="javascript:1">',
    '<img src=x alt="',
    '<script>',
    '<!--',
    '-->',
    '<math>',
    '<svg>',
    '<template>',
    '&amp;',
    '&#0;',
    '&#xd800;',
    '<br>',
    '<![CDATA[',
  ],
);
const markdown = conversion(
  'Markdown conversion',
  'page.md',
  [
    '---\ntitle: T\n---\n# H\n\nText [link](x) ![i](y)\n\n* a\n  * b\n\n| a |\n|-|\n| b |\n',
    '<div>html</div>\n\n$$x$$\n',
  ],
  ['# ', '---\n', '```\n', '| ', '|-|', '* ', '    ', '[', '](', '![', '<div>', '&lt;', '$$', '[^1]', '\n\n'],
);

const STREAM = 'event: token\ndata: {"text":"a"}\n\nevent: done\ndata: {"answer":"a"}\n\n';
/** The stream in pieces, cut where its bytes say, also in the middle of characters and of line ends. */
function inPieces(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; ) {
        const length = 1 + ((bytes[at] ?? 0) % 31);
        controller.enqueue(new Uint8Array(bytes.subarray(at, at + length)));
        at += length;
      }
      controller.close();
    },
  });
}

const sdkEvents: Target = {
  name: 'SSE parser of the SDK',
  seeds: [
    STREAM,
    STREAM.replaceAll('\n', '\r\n'),
    `: comment\n\n${STREAM}`,
    'event: error\ndata: {"code":"unavailable","message":"no"}\n\n',
  ],
  words: ['event: ', 'data: ', 'id: ', 'retry: ', '\n\n', '\r\n', '{"', '"}', ':', 'token', 'error', 'done'],
  check: (bytes) =>
    onlyThrows(RagkeepError, async () => {
      const response = new Response(inPieces(bytes), { headers: { 'content-type': 'text/event-stream' } });
      for await (const { event } of eventsOf(response))
        ensure(event !== 'error', 'an error that was given as an event');
    }),
};

const TOKEN = 'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\n\n';
const DONE = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
const upstream: Target = {
  name: 'SSE parser of the language model',
  seeds: [
    TOKEN + DONE,
    TOKEN,
    DONE,
    'data: {"error":{"message":"overloaded"}}\n\n',
    TOKEN.replace('"a"', 'null') + DONE,
  ],
  words: [
    'data: ',
    '[DONE]',
    '\n\n',
    '{"choices":[',
    '"delta":',
    'null',
    '"tool_calls":[{"index":0,"function":{}}]',
    '}]}',
    '"finish_reason":"length"',
  ],
  check: (bytes) =>
    onlyThrows(LlmError, async () => {
      const fetch = async () => new Response(inPieces(bytes), { headers: { 'content-type': 'text/event-stream' } });
      const llm = createLlm(
        { baseUrl: 'http://model.test/v1', apiKey: null, model: 'm', fetch: fetch as never },
        { attempts: 1 },
      );
      for await (const delta of llm.stream({ messages: [{ role: 'user', content: 'x' }] })) {
        ensure(typeof delta.text === 'string' && Array.isArray(delta.toolCalls), 'a piece of another form');
      }
    }),
};

const FORM =
  '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n';
const multipart: Target = {
  name: 'multipart forms',
  seeds: [
    FORM,
    FORM.replace('file"', '__proto__"'),
    FORM.replace('--b--', '--b'),
    FORM.replace('; filename="a.txt"', ''),
  ],
  words: [
    '--b',
    '--b--',
    '\r\n',
    'Content-Disposition: form-data; name="',
    'filename="',
    "filename*=utf-8''%",
    'Content-Type: ',
    'metadata',
    '{}',
  ],
  async check(bytes) {
    const status = await sendForm(bytes);
    ensure(status === 202 || (status >= 400 && status < 500), `answered ${status}`);
  },
};

export const TARGETS: Target[] = [
  keys,
  scopes,
  headers,
  cursor,
  chunker,
  html,
  markdown,
  sdkEvents,
  upstream,
  multipart,
];
