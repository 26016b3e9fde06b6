import { Duplex } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './messages.ts';

const TERMINATE = 'X'.charCodeAt(0);

/**
 * What `pg` takes for a socket: a byte stream whose other end is the database's thread. One such stream at a time is
 * one session; PGlite has no more than one (see docs/adr/0002-one-driver.md).
 */
export class WorkerStream extends Duplex {
  readonly #thread: () => Promise<Worker>;
  #worker: Worker | undefined;
  readonly #onMessage = (message: FromWorker) => {
    if (message.type === 'answer') this.push(message.bytes);
    else if (message.type === 'broken') this.destroy(new Error(`the embedded database failed: ${message.reason}`));
  };
  readonly #onExit = () => this.destroy(new Error('the embedded database stopped'));

  /** @param thread gives the database's thread, anew for each stream */
  constructor(thread: () => Promise<Worker>) {
    super();
    this.#thread = thread;
  }

  // The part of net.Socket that pg calls.
  connect(): this {
    this.#thread().then(
      (worker) => {
        if (this.destroyed) return;
        this.#worker = worker;
        worker.on('message', this.#onMessage);
        worker.on('exit', this.#onExit);
        this.emit('connect');
      },
      (error: Error) => this.destroy(error),
    );
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#send(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _final(done: () => void): void {
    done();
    this.push(null);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#worker?.off('message', this.#onMessage);
    this.#worker?.off('exit', this.#onExit);
    this.#worker?.postMessage({ type: 'reset' } satisfies ToWorker);
    done(error);
  }

  #send(chunk: Buffer): void {
    // Terminate ends a stream, not the database behind it.
    if (chunk[0] === TERMINATE) return;
    // pg reuses its write buffer, so the bytes are copied before they leave this thread.
    const message: ToWorker = { type: 'query', bytes: new Uint8Array(chunk) };
    this.#worker?.postMessage(message);
  }
}
