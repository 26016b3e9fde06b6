/**
 * The worker itself failed, whatever the request was about:
 * `timeout` it took too long and was killed, `memory` it passed a memory limit,
 * `crashed` its process could not start or ended, or the pool was closed.
 *
 * `cause`, where present, holds the last lines the process wrote to stderr: for logs, not for users.
 */
export class WorkerError extends Error {
  readonly kind: 'timeout' | 'memory' | 'crashed';

  constructor(kind: WorkerError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WorkerError';
    this.kind = kind;
  }
}
