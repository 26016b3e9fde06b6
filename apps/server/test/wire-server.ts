import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';

const SSL_REQUEST = 80877103;
const READY = 'Z'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);
const [SYNC, QUERY, TERMINATE] = ['S', 'Q', 'X'].map((letter) => letter.charCodeAt(0));

/**
 * PGlite behind a TCP port, for several connections at once. It has one session, so each connection gets it for what belongs
 * together: all messages of a query up to its Sync, and all queries of a transaction. (pglite-socket passes single messages on, and
 * those of two connections would mix.) Named prepared statements, which all connections would share, must not be used.
 */
export async function serveWire(pglite: PGlite): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const inLine = createLine();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    void converse(socket, pglite, inLine).catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Lets one in at a time, in the order of asking. */
function createLine(): () => Promise<() => void> {
  let last: Promise<void> = Promise.resolve();
  return async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = last;
    last = promise;
    await before;
    return resolve;
  };
}

async function converse(socket: Socket, pglite: PGlite, inLine: () => Promise<() => void>): Promise<void> {
  socket.setNoDelay(true);
  let leave: (() => void) | undefined;
  let started = false;
  let batch: Buffer[] = [];
  try {
    for await (const message of messagesOf(socket, () => started)) {
      if (!started && message.readInt32BE(4) === SSL_REQUEST) {
        socket.write('N');
        continue;
      }
      if (started && message[0] === TERMINATE) break;
      batch.push(message);
      if (started && message[0] !== SYNC && message[0] !== QUERY) continue;
      started = true;
      leave ??= await inLine();
      const answer = Buffer.from(await pglite.execProtocolRaw(Buffer.concat(batch)));
      batch = [];
      const isIdle = answer.at(-6) !== READY || answer.at(-1) === IDLE;
      if (isIdle) {
        leave();
        leave = undefined;
      }
      socket.write(answer);
    }
  } finally {
    if (leave) {
      await pglite.exec('ROLLBACK');
      leave();
    }
    socket.end();
  }
}

/** Whole messages of the frontend: the first has no type, all others begin with one. */
async function* messagesOf(socket: Socket, isStarted: () => boolean): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of socket) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    for (;;) {
      const head = isStarted() ? 1 : 0;
      const length = rest.length >= head + 4 ? head + rest.readInt32BE(head) : Number.POSITIVE_INFINITY;
      if (rest.length < length) break;
      yield rest.subarray(0, length);
      rest = rest.subarray(length);
    }
  }
}
