import { RagkeepError } from '@ragkeep/sdk';
import type { ClientCommand, Context, Result, Surroundings } from './command.ts';
import { CLIENT_COMMANDS } from './commands/index.ts';
import { type Connection, connect, type Target } from './connection.ts';
import { ClientError, explained } from './errors.ts';
import { checkTyped, findCommand, readArguments, type Typed, UsageError } from './terminal/index.ts';

const WELL = 0;
const FAILED = 1;
const MISUSED = 2;

/** Does a command that was typed, and prints what it came to. */
async function run(command: ClientCommand, words: string[], surroundings: Surroundings): Promise<number> {
  const { typed, json, readsSecret } = readArguments(command, words);
  const { stdout } = surroundings;
  const result = await perform(
    command,
    { ...typed, ...(readsSecret ? { [secretField(command)]: true } : {}) },
    { ...surroundings, json },
  );
  if (json) stdout.write(`${JSON.stringify(result.output, null, 2)}\n`);
  else if (result.text !== '') stdout.write(`${result.text}\n`);
  return result.failed ? FAILED : WELL;
}

const secretField = ({ secret }: ClientCommand): string => secret?.field ?? '';

/** Does it without printing the result. What the SDK throws is put into words. */
export async function perform(
  command: ClientCommand,
  typed: Typed,
  surroundings: Surroundings & { json: boolean },
): Promise<Result> {
  const input = checkTyped(command, typed) as Target;
  const target = { url: input.url, profile: input.profile };
  let connection: Connection | undefined;
  const context: Context = {
    ...surroundings,
    target,
    async connect() {
      connection ??= await connect(surroundings.env, target);
      return connection;
    },
  };
  try {
    return await command.run(context, input as never);
  } catch (error) {
    throw connection ? explained(error, connection) : error;
  }
}

/**
 * Does what the words say, and tells what went wrong.
 *
 * @returns the exit code; null where the words name no command of a client
 */
export async function runWords(words: string[], surroundings: Surroundings): Promise<number | null> {
  const found = findCommand(CLIENT_COMMANDS, words);
  if (!found) return null;
  try {
    return await run(found.command, found.rest, surroundings);
  } catch (error) {
    const isPlain = [UsageError, ClientError, RagkeepError].some((kind) => error instanceof kind);
    const { message, stack } = error as Error;
    surroundings.stderr.write(`${isPlain ? message : (stack ?? message)}\n`);
    return error instanceof UsageError ? MISUSED : FAILED;
  }
}
