import type { Typeable } from '@ragkeep/cli/terminal';
import type { z } from 'zod';
import type { Config } from '../config.ts';
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

/** One that works with folders and databases as a whole, so that it opens them by itself and no running server is asked to do it. */
export interface OwnCommand<I = never, O = never> extends Typeable {
  run(config: Config, input: I): Promise<O>;
  /** For people. */
  print(output: O): string;
}

export function defineOwnCommand<I extends z.ZodObject, O>(
  command: Pick<OwnCommand, 'name' | 'summary'> &
    Partial<Pick<OwnCommand, 'positionals'>> & {
      input: I;
      run(config: Config, input: z.output<I>): Promise<O>;
      print(output: O): string;
    },
): OwnCommand {
  return { positionals: [], secret: null, ...command } as unknown as OwnCommand;
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
