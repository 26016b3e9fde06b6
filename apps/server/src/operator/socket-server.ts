import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { readLine } from '@ragkeep/cli/terminal';
import type { OperatorDeps } from './deps.ts';
import { execute, type Reply, type Request } from './execute.ts';
import { socketPath } from './socket-path.ts';

/** A client that says nothing for so long is dropped. */
const REQUEST_WITHIN_MS = 10_000;

/**
 * Takes the operator's commands while this process has the database of `dataDir` to itself. Whoever may open the socket has
 * all rights, so only the server's own user may (mode 0600).
 *
 * @returns what closes the socket, once the commands at hand are done
 */
export async function listenForOperator(dataDir: string, deps: OperatorDeps): Promise<() => Promise<void>> {
  const { log } = deps;
  const path = socketPath(dataDir);
  if (path === null) {
    log.warn(
      '`ragkeep` cannot talk to this server while it runs: the path of DATA_DIR is too long, or this is Windows',
    );
    return async () => {};
  }
  const busy = new Set<Promise<void>>();
  /** Those that have said nothing yet. */
  const silent = new Set<Socket>();
  // Half open: a client may end its side with the request and still gets the reply.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const answering = serve(socket, deps, silent).finally(() => busy.delete(answering));
    busy.add(answering);
  });
  // The folder's lock is ours, so whatever is there was left behind by a process that is gone.
  await rm(path, { force: true });
  try {
    await listen(server, path);
  } catch (error) {
    log.warn({ err: error }, '`ragkeep` cannot talk to this server while it runs');
    return async () => {};
  }
  server.on('error', (error) => log.error({ err: error }, 'the operator’s socket failed'));

  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of silent) socket.destroy();
    await Promise.all(busy);
    await closed;
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Bound before `listen` returns: never, not for a moment, may others open it.
    const mask = process.umask(0o177);
    server.once('error', reject).listen(path, () => resolve(void server.off('error', reject)));
    process.umask(mask);
  });
}

async function serve(socket: Socket, deps: OperatorDeps, silent: Set<Socket>): Promise<void> {
  silent.add(socket);
  socket.on('error', () => socket.destroy()); // the client went away; what it asked for is done or not all the same
  socket.setTimeout(REQUEST_WITHIN_MS, () => socket.destroy());
  const line = await readLine(socket);
  silent.delete(socket);
  socket.setTimeout(0);
  if (line !== null) {
    const reply = await answer(line, deps);
    await new Promise<void>((resolve) => socket.end(`${JSON.stringify(reply)}\n`, () => resolve()));
  }
  socket.destroy();
}

async function answer(line: string, deps: OperatorDeps): Promise<Reply> {
  try {
    return await execute(deps, JSON.parse(line) as Request);
  } catch (error) {
    deps.log.error({ err: error }, 'an operator’s command failed');
    return { ok: false, message: 'It failed for a reason that is in the server’s log.' };
  }
}
