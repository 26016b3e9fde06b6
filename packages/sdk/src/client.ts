import { errorFrom } from './errors.ts';
import { type EventOf, eventsOf } from './event-stream.ts';
import { Operations } from './generated/operations.ts';
import type { Job } from './generated/types.ts';
import { type FollowOptions, jobEnded } from './job-end.ts';
import type { Call, CallOptions, ClientOptions } from './options.ts';
import { type Page, type Pages, pagesOf } from './pages.ts';
import { createTransport, type Transport } from './transport.ts';

/**
 * A server, with one method for each operation of its API: parameters of the path first, then the body or the query.
 *
 * ```ts
 * const ragkeep = new Ragkeep({ baseUrl: 'http://127.0.0.1:3000', apiKey: process.env.RAGKEEP_KEY });
 * const { answer, citations } = await ragkeep.queryAgent(agentId, { message: 'When does the lighthouse open?' });
 * for await (const document of ragkeep.listDocuments('handbook')) console.log(document.title);
 * ```
 */
export class Ragkeep extends Operations {
  readonly #send: Transport;

  constructor(options: ClientOptions) {
    super();
    this.#send = createTransport(options);
  }

  /**
   * Any request below `/api/v1`, for what no method covers: other content types, downloads.
   *
   * @param path with its query, as `/analytics/usage?format=csv`
   * @returns the answer, whose status is a good one
   */
  request(path: string, call: Partial<Omit<Call, 'path'>> = {}, options?: CallOptions): Promise<Response> {
    return this.#send({ method: 'GET', ...call, path }, options);
  }

  /**
   * Follows a job to its end, over broken connections and restarts of the server.
   *
   * @returns the job as it ended, whether well or not: its `status` says it
   */
  jobEnded(id: string, options: FollowOptions = {}): Promise<Job> {
    return jobEnded(this, id, options);
  }

  protected async json<T>(call: Call, options?: CallOptions): Promise<T> {
    const response = await this.#send(call, options);
    const text = await response.text();
    try {
      return (text === '' ? undefined : JSON.parse(text)) as T;
    } catch {
      throw errorFrom(null, response.status);
    }
  }

  protected pages<Item>(call: Call, options?: CallOptions): Pages<Item> {
    return pagesOf((cursor) =>
      this.json<Page<Item>>(cursor === undefined ? call : { ...call, query: { ...call.query, cursor } }, options),
    );
  }

  protected async *events<Events>(call: Call, options?: CallOptions): AsyncGenerator<EventOf<Events>, void> {
    yield* eventsOf<Events>(await this.#send({ ...call, accept: 'text/event-stream' }, options));
  }
}
