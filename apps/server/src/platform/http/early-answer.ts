import type { FastifyReply, FastifyRequest } from 'fastify';

/** What is left of a body up to this size is read to its end, so that the connection can be used again. */
const SMALL_BODY_BYTES = 1024 * 1024;
/** Time for the caller to read the answer, which a connection closed at once would take away from it. */
const LINGER_MS = 2_000;

/**
 * Call it when a request is refused, before the answer is sent: if a large body is still coming, nothing more of it is read
 * and the connection ends after the answer. Node would otherwise read it all, however much is offered.
 */
export function stopReceiving(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  const length = raw.headers['content-length'];
  if (raw.complete) return;
  if (length !== undefined && Number(length) <= SMALL_BODY_BYTES) {
    // Node does so by itself only where nobody began to read: the next request would wait behind what is left for ever.
    raw.unpipe();
    raw.resume();
    return;
  }
  reply.header('connection', 'close');
  const { socket } = raw;
  // What Node calls once such an answer is written; at once it would reset the connection, and the answer might be lost.
  socket.destroySoon = () => {
    socket.end();
    socket.pause();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
  };
}
