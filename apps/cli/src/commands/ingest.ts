import { z } from 'zod';
import { type Context, defineCommand, type Result } from '../command.ts';
import { createBoard } from '../ingest/board.ts';
import { bringIn, type Outcome, type Source } from '../ingest/bring-in.ts';
import { filesBelow, foundAt, type Ignores, ignoresOf, isFolder } from '../ingest/files.ts';
import { inParallel } from '../ingest/in-parallel.ts';
import { count, listOf, UsageError, wholeNumber } from '../terminal/index.ts';

const DEFAULT_AT_A_TIME = 4;
/** What a shell takes for a program that Ctrl-C ended. */
const INTERRUPTED = 130;

interface Folder {
  path: string;
  ignores: Ignores;
}

export const ingest = defineCommand({
  name: 'ingest',
  summary: 'Bring files, folders and pages of the web into a project',
  shape: {
    project: z.string().min(1).describe('its id or slug'),
    sources: z.array(z.string().min(1)).min(1, 'is missing').describe('files, folders with all that is in them, URLs'),
    ignore: listOf(z.string())
      .optional()
      .describe('patterns,… of what is left out, as drafts,*.tmp; a folder’s .ragkeepignore has more'),
    concurrency: wholeNumber(1, 32).optional().describe(`how many at a time; else ${DEFAULT_AT_A_TIME}`),
    watch: z.literal(true).optional().describe('go on with what is new or changed, until Ctrl-C'),
    delete: z.literal(true).optional().describe('with --watch: delete the documents of files that are removed'),
  },
  positionals: ['project'],
  rest: 'sources',
  async run(context, { project, sources, ignore = [], concurrency = DEFAULT_AT_A_TIME, watch, delete: deletes }) {
    if (deletes && !watch) throw new UsageError('--delete goes with --watch.');
    const { found, folders } = await look(sources, ignore);
    const { ragkeep } = await context.connect();
    const board = createBoard(context.stderr, (line) => void (context.json || context.stdout.write(`${line}\n`)));
    const outcomes: Outcome[] = [];
    const onInterrupt = () => {
      board.close();
      context.stderr.write('Stopped. What has begun goes on at the server: ragkeep jobs\n');
      process.exit(INTERRUPTED);
    };
    process.once('SIGINT', onInterrupt);
    try {
      await inParallel(found, concurrency, async (source) => {
        outcomes.push(await bringIn(ragkeep, project, source, board));
      });
      process.off('SIGINT', onInterrupt);
      if (watch) {
        const { watchFolders } = await import('../ingest/watch.ts');
        await watchFolders({
          ragkeep,
          project,
          folders,
          board,
          deletes: deletes === true,
          stop: interrupted(),
          ready: () => context.stderr.write('Watching; Ctrl-C ends it.\n'),
        });
      }
    } finally {
      process.off('SIGINT', onInterrupt);
      board.close();
    }
    return summaryOf(context, outcomes);
  },
});

const interrupted = () => new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));

async function look(sources: readonly string[], patterns: readonly string[]) {
  const found: Source[] = [];
  const folders: Folder[] = [];
  for (const source of sources) {
    if (/^https?:\/\//i.test(source)) {
      found.push({ url: source });
    } else if (await isFolder(source)) {
      const folder = { path: source, ignores: await ignoresOf(source, patterns) };
      folders.push(folder);
      found.push(...(await filesBelow(folder.path, folder.ignores)));
    } else {
      found.push(foundAt(source));
    }
  }
  return { found, folders };
}

function summaryOf({ json }: Context, outcomes: readonly Outcome[]): Result {
  const of = (wanted: Outcome['status']) => outcomes.filter(({ status }) => status === wanted);
  const [added, unchanged, failed] = [of('added').length, of('unchanged').length, of('failed')];
  const summary = `${count(outcomes.length, 'source')}: ${added} added, ${unchanged} unchanged, ${failed.length} failed`;
  return {
    output: { added, unchanged, failed: failed.length, sources: outcomes },
    text: json ? '' : `\n${[summary, ...failed.map(({ source, error }) => `  ${source}: ${error}`)].join('\n')}`,
    failed: failed.length > 0,
  };
}
