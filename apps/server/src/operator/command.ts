import { z } from 'zod';
import type { OperatorDeps } from './deps.ts';

/**
 * One thing that the operator can have done. What it takes is said by one schema: the options on the command line, the help
 * and the check of what comes through the socket are all made from it.
 */
export interface Command<I = never, O = never> {
  /** As it is typed: `keys create`. */
  name: string;
  summary: string;
  input: z.ZodObject;
  /** Fields of the input that are typed without a name, in order. */
  positionals: readonly string[];
  /** The field that is read from standard input, since what is typed is seen by others and kept in the shell's history. */
  secret: { field: string; flag: string | null } | null;
  /** What must be there before: `schema` is a database that is at this version. */
  needs: 'nothing' | 'database' | 'schema';
  run(deps: OperatorDeps, input: I): Promise<O>;
  /** For people. */
  print(output: O): string;
  /** Whether what it found is bad news, so that the command ends with 1. */
  failed(output: O): boolean;
}

/** What of a command says how it is typed. */
export type Typeable = Pick<Command, 'name' | 'summary' | 'input' | 'positionals' | 'secret'>;

/** Names a command with its defaults. */
export function defineCommand<I extends z.ZodObject, O>(
  command: Pick<Command, 'name' | 'summary'> &
    Partial<Pick<Command, 'positionals' | 'secret' | 'needs'>> & {
      input: I;
      run(deps: OperatorDeps, input: z.output<I>): Promise<O>;
      print(output: O): string;
      failed?(output: O): boolean;
    },
): Command {
  const defaults = { positionals: [], secret: null, needs: 'schema', failed: () => false };
  // What `run` and `print` take is forgotten here; `checkTyped` and `run` hold to it.
  return { ...defaults, ...command } as unknown as Command;
}

/** What was typed, before it is checked: the same on both ends of the socket. */
export type Typed = Record<string, string | boolean>;

/** A text with commas as a list of what the schema takes. */
export const listOf = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item).min(1, 'must not be empty'));

export const uuid = z.uuid('must be an id such as 019a2b3c-0000-7000-8000-000000000000');
