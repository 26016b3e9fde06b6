import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Has connections on which nothing was ever asked closed with the server. Browsers and connection pools open some in reserve, and
 * Node does not count them among the idle ones: the server would wait for them for a minute.
 */
export function closeUnusedConnections(app: FastifyInstance): void {
  const unused = new Set<Socket>();
  app.server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  app.server.on('request', ({ socket }) => unused.delete(socket));
  app.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy();
  });
}
