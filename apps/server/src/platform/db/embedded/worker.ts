import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { joinBytes } from '../../bytes.ts';
import type { FromWorker, ToWorker, WorkerInput } from './messages.ts';
import { pgliteOptions } from './options.ts';

/**
 * PGlite runs Postgres as CPU work on the thread that calls it, so it lives here and the HTTP loop stays free. The
 * thread speaks the Postgres wire protocol: bytes in, bytes out, one session.
 */
if (!parentPort) throw new Error('this module is a worker thread');
const port = parentPort;

const HANDED_OVER_BYTES = 256 * 1024;

const send = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

/** As Postgres and the WebAssembly runtime say that they cannot go on. Lines of a statement's text are indented, and never begin so. */
const CANNOT_GO_ON = /^\S+ \S+ \S+ \[\d+\] PANIC: +(.*)|^(Aborted\(.*)/;

/**
 * After a panic PGlite would go round for ever, on memory that Postgres itself no longer trusts. A server's processes would all end
 * here and begin anew with what is on the disk; so does this thread (see thread.ts).
 */
function endAtPanic(line: string): boolean {
  const [, panic, abort] = CANNOT_GO_ON.exec(line) ?? [];
  const reason = panic ?? abort;
  if (reason === undefined) return false;
  send({ type: 'broken', reason });
  process.exit(1);
}

const pglite = await PGlite.create({ ...pgliteOptions(workerData as WorkerInput), onStderr: endAtPanic });

/**
 * What the database answers, as it wrote it. PGlite's other calls parse each message besides, which takes longer than many a
 * statement, and `execProtocolRaw` keeps what it parsed as long as the process runs.
 */
async function answerTo(query: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  // It hands out views of its memory, which the next part is written over.
  await pglite.execProtocolRawStream(query, { onRawData: (data) => parts.push(new Uint8Array(data)) });
  const [only] = parts;
  return only && parts.length === 1 ? only : joinBytes(parts);
}

async function handle(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'query': {
      const bytes = await answerTo(message.bytes);
      // Copied once more on the way: handing over a buffer costs more than copying one, unless it is large.
      send({ type: 'answer', bytes }, bytes.length > HANDED_OVER_BYTES ? [bytes.buffer] : []);
      return;
    }
    case 'reset':
      // There is one session for all streams that come and go: the next must not find an open transaction or the
      // prepared statements of the last.
      if (pglite.isInTransaction()) await pglite.exec('ROLLBACK');
      await pglite.exec('DISCARD ALL');
      return;
    case 'dump': {
      const dump = await pglite.dumpDataDir('none');
      const bytes = new Uint8Array(await dump.arrayBuffer());
      send({ type: 'dumped', bytes }, [bytes.buffer]);
      return;
    }
    case 'close':
      await pglite.close();
      send({ type: 'closed' });
      port.close();
  }
}

// Messages are handled strictly in order: the chain is the queue.
let chain: Promise<void> = Promise.resolve();
port.on('message', (message: ToWorker) => {
  chain = chain
    .then(() => handle(message))
    .catch((error: unknown) =>
      send({ type: 'broken', reason: error instanceof Error ? error.message : String(error) }),
    );
});

send({ type: 'ready' });
