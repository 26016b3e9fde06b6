import type { ClientCommand } from '../command.ts';
import { ask } from './ask.ts';
import { documents } from './documents.ts';
import { evaluate } from './evaluate.ts';
import { ingest } from './ingest.ts';
import { jobs } from './jobs.ts';
import { keys } from './keys.ts';
import { projects } from './projects.ts';
import { search } from './search.ts';
import { session } from './session.ts';

/** All that is done with a key, on whatever server. */
export const CLIENT_COMMANDS: readonly ClientCommand[] = [
  ...session,
  ...projects,
  ingest,
  ...documents,
  search,
  ask,
  ...jobs,
  ...keys,
  evaluate,
];
