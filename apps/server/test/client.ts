import { ALL_ROUTES, API_BASE, errorsOf, openAiNames, type RouteDefinition } from '@ragkeep/contract';
import { expect } from 'vitest';
import type { SecretWatch } from './support/secret-watch.ts';

export interface Answer {
  status: number;
  // Tests look at bodies of every shape; the contract check below is what types them.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  body: any;
  text: string;
  headers: Headers;
}

let turn = 0;

/**
 * Speaks HTTP as an outside client does, and holds every answer against the contract: a success must fit the route's schema,
 * an error must carry one of the codes that the route documents.
 */
export class Client {
  /** The first, where there are several. */
  readonly url: string;
  readonly key: string | undefined;
  readonly #urls: readonly string[];
  readonly #watch: SecretWatch | undefined;

  /**
   * @param url where to, or several, which get the requests of all clients in turn
   * @param watch told of every secret that is sent or answered, and of every error
   */
  constructor(url: string | readonly string[], key?: string, watch?: SecretWatch) {
    this.#urls = [url].flat();
    this.url = this.#urls[0] ?? '';
    this.key = key;
    this.#watch = watch;
    watch?.add(key);
  }

  get = (path: string, headers?: Record<string, string>) => this.send('GET', path, undefined, headers);
  post = (path: string, body?: unknown, headers?: Record<string, string>) => this.send('POST', path, body, headers);
  patch = (path: string, body?: unknown) => this.send('PATCH', path, body);
  delete = (path: string) => this.send('DELETE', path);

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const form = body instanceof FormData;
    this.#watch?.sent(body, headers);
    const url = this.#urls[turn++ % this.#urls.length];
    const response = await fetch(url + API_BASE + path, {
      method,
      headers: {
        ...(this.key ? { authorization: `Bearer ${this.key}` } : {}),
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : form ? body : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const answer = {
      status: response.status,
      body: isJson ? JSON.parse(text) : undefined,
      text,
      headers: response.headers,
    };
    this.#watch?.answered(answer);
    checkAgainstContract(method, path, answer);
    return answer;
  }

  /** Waits for a job's end by asking, as a client would. */
  async settled(jobId: string): Promise<Answer['body']> {
    for (;;) {
      const { body } = await this.get(`/jobs/${jobId}`);
      if (body.finished_at !== null) return body;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ingests, waits, and gives the job. */
  async ingest(projectId: string, body: unknown): Promise<Answer['body']> {
    const started = await this.post(`/projects/${projectId}/ingest`, body);
    expect(started.status, started.text).toBe(202);
    return this.settled(started.body.job.id);
  }
}

/** Throws for an answer that the contract does not document. */
export function checkAgainstContract(method: string, path: string, answer: Answer): void {
  const route = ALL_ROUTES.find((definition) => definition.method === method && matches(definition, path));
  if (!route) return;
  expect(answer.headers.get('x-request-id')).toBeTruthy();
  if (answer.status >= 400 && route.errorShape === 'openai') {
    const { type, code } = answer.body.error;
    const param = expect.toSatisfy((value) => value === null || typeof value === 'string');
    expect(answer.body).toEqual({ error: { message: expect.any(String), type, param, code } });
    expect(errorsOf(route).map(openAiNames), `${route.id} answers a code it does not document`).toContainEqual({
      type,
      code,
    });
    return;
  }
  if (answer.status >= 400) {
    expect(errorsOf(route), `${route.id} answers a code it does not document`).toContain(answer.body.code);
    return;
  }
  expect(answer.status, answer.text).toBe(route.success.status);
  if (route.success.body) {
    const parsed = route.success.body.safeParse(answer.body);
    expect(parsed.error?.issues ?? [], `${route.id} answers what its schema does not allow`).toEqual([]);
  }
}

function matches({ path, aliases = [], lastParamHoldsSlashes }: RouteDefinition, sent: string): boolean {
  const plain = sent.split('?')[0]?.replace(/\/$/, '') ?? '';
  const param = lastParamHoldsSlashes ? '.+' : '[^/]+';
  return [path, ...aliases].some((pattern) => new RegExp(`^${pattern.replace(/:\w+/g, param)}$`).test(plain));
}
