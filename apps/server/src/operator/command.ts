import type { Typeable } from '@ragkeep/cli/terminal';
import type { z } from 'zod';
import type { OperatorDeps } from './deps.ts';

/**
 * One thing that the operator can have done. What it takes is said by one schema: the options on the command line, the help
 * and the check of what comes through the socket are all made from it.
 */
export interface Command<I = never, O = never> extends Typeable {
  /** What must be there before: `schema` is a database that is at this version. */
  needs: 'nothing' | 'database' | 'schema';
  /** Whether it is not for a server to do that has the embedded database to itself. */
  alone: boolean;
  run(deps: OperatorDeps, input: I): Promise<O>;
  /** For people. */
  print(output: O): string;
  /** Whether what it found is bad news, so that the command ends with 1. */
  failed(output: O): boolean;
}

/** Names a command with its defaults. */
export function defineCommand<I extends z.ZodObject, O>(
  command: Pick<Command, 'name' | 'summary'> &
    Partial<Pick<Command, 'positionals' | 'secret' | 'needs' | 'alone'>> & {
      input: I;
      run(deps: OperatorDeps, input: z.output<I>): Promise<O>;
      print(output: O): string;
      failed?(output: O): boolean;
    },
): Command {
  const defaults = { positionals: [], secret: null, needs: 'schema', alone: false, failed: () => false };
  // What `run` and `print` take is forgotten here; `checkTyped` and `run` hold to it.
  return { ...defaults, ...command } as unknown as Command;
}
