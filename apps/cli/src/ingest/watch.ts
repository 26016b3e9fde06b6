import { relative, sep } from 'node:path';
import type { Ragkeep } from '@ragkeep/sdk';
import { watch } from 'chokidar';
import type { Board } from './board.ts';
import { bringIn } from './bring-in.ts';
import { foundAt, type Ignores } from './files.ts';

/** A file that still grows is not read. */
const SETTLED_MS = 300;

interface Watched {
  ragkeep: Ragkeep;
  project: string;
  folders: { path: string; ignores: Ignores }[];
  board: Board;
  /** Whether what is removed here is deleted there. */
  deletes: boolean;
  /** Ends it. */
  stop: Promise<void>;
  ready(): void;
}

/** Brings in what is new or changed, and deletes what is gone, until it is told to stop; then finishes what it has begun. */
export async function watchFolders({ ragkeep, project, folders, board, deletes, stop, ready }: Watched): Promise<void> {
  const ignored = (path: string): boolean =>
    folders.some((folder) => {
      const below = relative(folder.path, path).split(sep).join('/');
      return below !== '' && !below.startsWith('..') && folder.ignores(below);
    });
  const watcher = watch(
    folders.map(({ path }) => path),
    {
      ignored,
      ignoreInitial: true,
      followSymlinks: false,
      awaitWriteFinish: { stabilityThreshold: SETTLED_MS, pollInterval: 50 },
    },
  );
  // One after the other, so that what happens to a file happens in order.
  let last = Promise.resolve();
  let fail: (error: unknown) => void;
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const queue = (work: () => Promise<unknown>) => {
    last = last.then(work).then(
      () => {},
      (error: unknown) => fail(error),
    );
  };
  const take = (path: string) => queue(() => bringIn(ragkeep, project, foundAt(path), board));
  watcher
    .on('add', take)
    .on('change', take)
    .on('error', (error) => fail(error))
    .on('ready', ready);
  if (deletes) watcher.on('unlink', (path) => queue(() => remove(ragkeep, project, foundAt(path).externalId, board)));
  try {
    await Promise.race([stop, failure]);
  } finally {
    await watcher.close();
    await last;
  }
}

async function remove(ragkeep: Ragkeep, project: string, externalId: string, board: Board): Promise<void> {
  for await (const { id } of ragkeep.listDocuments(project, { external_id: externalId })) {
    await ragkeep.deleteDocument(project, id);
    board.done(externalId, `deleted    ${externalId}`);
  }
}
