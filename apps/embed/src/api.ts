import type { EmbedAnswer, EmbedSource } from '@ragkeep/sdk';
import { readEvents } from './events.ts';
import type { Storage } from './storage.ts';

export interface KeptMessage {
  id: string;
  role: 'user' | 'assistant';
  content: string;
  citations: EmbedSource[];
}

/** What the server says against a request. Without a code: it said nothing that could be understood. */
export class ChatError extends Error {
  readonly code: string | undefined;

  constructor(body: { code?: string; message?: string }) {
    super(body.message ?? 'Something went wrong. Please try again.');
    this.code = body.code;
  }
}

interface Watcher {
  onToken(text: string): void;
  onSource(source: EmbedSource): void;
}

/** The visitor's side of the server's API. Every function throws a `ChatError`, or what `fetch` throws. */
export function createApi(config: { id: string; page: string | null }, storage: Storage) {
  const base = new URL(`../api/v1/embed/${config.id}/`, location.href);

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const { token } = storage.read();
    const headers = { 'content-type': 'application/json', ...(token ? { 'x-visitor-token': token } : {}) };
    const response = await fetch(new URL(path, base), { ...init, headers, credentials: 'omit' });
    if (response.ok) return response;
    throw new ChatError(await response.json().catch(() => ({})));
  }

  async function becomeVisitor(): Promise<void> {
    const { page } = config;
    const response = await call('visitor', { method: 'POST', body: JSON.stringify(page === null ? {} : { page }) });
    const { token, expires_at } = await response.json();
    storage.write({ token, until: Date.parse(expires_at) });
  }

  /** With a token that is good; the server has the last word, as the visitor's clock may be wrong. */
  async function callAsVisitor(path: string, init?: RequestInit): Promise<Response> {
    const { until = 0 } = storage.read();
    if (until < Date.now()) await becomeVisitor();
    try {
      return await call(path, init);
    } catch (error) {
      if ((error as ChatError).code !== 'invalid_visitor_token') throw error;
      await becomeVisitor();
      return call(path, init);
    }
  }

  return {
    async read(conversation: string): Promise<KeptMessage[]> {
      return (await (await callAsVisitor(`conversations/${conversation}`)).json()).messages;
    },

    async ask(message: string, conversation: string | undefined, watcher: Watcher, signal: AbortSignal) {
      const body = JSON.stringify({
        message,
        stream: true,
        ...(conversation ? { conversation_id: conversation } : {}),
      });
      const response = await callAsVisitor('query', { method: 'POST', body, signal });
      if (!response.body) throw new ChatError({});
      for await (const { name, data } of readEvents(response.body)) {
        if (name === 'token') watcher.onToken((data as { text: string }).text);
        else if (name === 'citation') watcher.onSource(data as EmbedSource);
        else if (name === 'done') return data as EmbedAnswer;
        else if (name === 'error') throw new ChatError(data as { message: string });
      }
      throw new ChatError({ message: 'The answer broke off. Please try again.' });
    },
  };
}
