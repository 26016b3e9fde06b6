import type { Typed } from '@ragkeep/cli/terminal';
import { checkTyped, UsageError } from '@ragkeep/cli/terminal';
import { ApiError } from '../platform/errors.ts';
import { COMMANDS } from './commands/index.ts';
import type { OperatorDeps } from './deps.ts';
import { OperatorError } from './errors.ts';

/** What crosses the socket, one JSON line each way. */
export interface Request {
  command: string;
  typed: Typed;
}
export type Reply = { ok: true; output: unknown } | { ok: false; message: string };

/** Does what was asked for, in the process that has the database: the server, or the command itself. */
export async function execute(deps: OperatorDeps, { command: name, typed }: Request): Promise<Reply> {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) return refusal(`The server does not know the command “${name}”; it may be of another version.`);
  try {
    return { ok: true, output: await command.run(deps, checkTyped(command, typed) as never) };
  } catch (error) {
    if (error instanceof ApiError || error instanceof OperatorError || error instanceof UsageError)
      return refusal(error.message);
    throw error;
  }
}

const refusal = (message: string): Reply => ({ ok: false, message });
