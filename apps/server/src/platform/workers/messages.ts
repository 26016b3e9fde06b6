/** Sent to the child: first one `start`, then any number of `run`, each after the answer to the one before. */
export type ToChild = { type: 'start'; input: unknown } | { type: 'run'; request: unknown };

/** The child's answer to either. */
export type Answer = { ok: true; value: unknown } | { ok: false; error: ErrorRecord };

/** What the child says: how far a request is, any number of times, and then its answer. */
export type FromChild = Answer | { progress: unknown };

/** What of an error crosses the process boundary. Its other properties may not be cloneable. */
export interface ErrorRecord {
  name: string;
  message: string;
  code: string | number | undefined;
  stack: string | undefined;
}

export function packError(thrown: unknown): ErrorRecord {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown), code: undefined, stack: undefined };
  const code = 'code' in thrown ? thrown.code : undefined;
  return {
    name: thrown.name,
    message: thrown.message,
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    stack: thrown.stack,
  };
}

/** A plain Error with the original's `name`, `message` and `stack`, and its `code` if it had one. */
export function unpackError(record: ErrorRecord): Error {
  const error = new Error(record.message);
  error.name = record.name;
  if (record.stack !== undefined) error.stack = record.stack;
  return record.code === undefined ? error : Object.assign(error, { code: record.code });
}
