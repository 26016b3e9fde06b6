import { flushCompileCache } from 'node:module';
import { type FromChild, packError, type ToChild } from './messages.ts';

/** Tells the pool how far the request is: the caller hears of it, and the time allowed without a sign of life begins anew. */
export type Report<Progress> = (progress: Progress) => void;

/**
 * The child's side of a pool: call it once, at the end of the entry file.
 *
 * @param start receives the pool's `input` once, loads what the work needs, and returns the handler of single requests.
 *   Requests come one after the other. Whatever the handler throws reaches the caller with its name, message and code.
 */
export function serve<Input, Req, Res, Progress = never>(
  start: (input: Input) => Promise<(request: Req, report: Report<Progress>) => Promise<Res>>,
): void {
  let handle: ((request: Req, report: Report<Progress>) => Promise<Res>) | undefined;
  const report: Report<Progress> = (progress) => send({ progress });

  async function perform(message: ToChild): Promise<unknown> {
    // The pool is typed with the same Input and Req as this file: the channel cannot carry the types over.
    if (message.type === 'start') {
      handle = await start(message.input as Input);
      flushCompileCache(); // a child is killed in the end, which would write nothing
    } else return handle?.(message.request as Req, report);
  }

  // Without its parent there is nobody to work for. Whoever may compute without a pause calls `dieWithParent` as well.
  process.on('disconnect', () => process.exit());
  process.on('message', (message: ToChild) => {
    perform(message)
      .then((value) => send({ ok: true, value }))
      // Also reached when `value` cannot be cloned.
      .catch((error: unknown) => send({ ok: false, error: packError(error) }));
  });
}

function send(message: FromChild): void {
  process.send?.(message);
}
