import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { Connection, Target } from './connection.ts';
import type { Environment } from './profiles.ts';
import type { Typeable } from './terminal/index.ts';

/** Where a command is run: as much of the process as it needs. */
export interface Surroundings {
  env: Environment;
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean };
  stderr: Writable & { isTTY?: boolean; columns?: number };
}

export interface Context extends Surroundings {
  /** Whether only the output as JSON is to be printed. */
  json: boolean;
  target: Target;
  connect(): Promise<Connection>;
}

/** What a command came to. */
export interface Result {
  /** For machines. */
  output: unknown;
  /** For people; empty where it has been printed already. */
  text: string;
  /** Bad news: the command ends with 1. */
  failed?: boolean;
}

/** A command of a client: all that it does it does through the SDK. */
export interface ClientCommand extends Typeable {
  run(context: Context, input: never): Promise<Result>;
}

const everywhere = {
  url: z.string().min(1).optional().describe('the server; else RAGKEEP_URL, the profile’s, or http://127.0.0.1:3000'),
  profile: z.string().min(1).optional().describe('whose server and key; see `ragkeep login`'),
};

export function defineCommand<Shape extends z.core.$ZodLooseShape>(
  command: Pick<Typeable, 'name' | 'summary'> &
    Partial<Pick<Typeable, 'positionals' | 'rest' | 'secret'>> & {
      shape: Shape;
      run(context: Context, input: z.output<z.ZodObject<Shape>>): Promise<Result>;
    },
): ClientCommand {
  const { shape, run, ...rest } = command;
  const input = z.strictObject({ ...shape, ...everywhere });
  // What `run` takes is forgotten here; `checkTyped` holds to it.
  return { positionals: [], secret: null, ...rest, input, run: run as ClientCommand['run'] };
}
