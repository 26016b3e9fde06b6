import { connect, type Socket } from 'node:net';
import { readLine } from '@ragkeep/cli/terminal';
import { OperatorError } from './errors.ts';
import type { Reply, Request } from './execute.ts';

/** Lists of a large deployment come as one line. */
const LONGEST_REPLY = 1024 * 1024 * 1024;

/** Has the server at the socket do it. Null when nobody listens there. */
export async function askServer(path: string, request: Request): Promise<Reply | null> {
  const socket = await open(path);
  if (!socket) return null;
  socket.write(`${JSON.stringify(request)}\n`);
  const line = await readLine(socket, LONGEST_REPLY);
  socket.destroy();
  if (line === null) {
    throw new OperatorError(
      'The server ended before it answered. Whether it did what was asked for must be looked up.',
    );
  }
  return JSON.parse(line) as Reply;
}

function open(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket.off('error', onError).on('error', () => socket.destroy())));
    const onError = (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null);
      else if (error.code === 'EACCES')
        reject(new OperatorError(`Only the user that runs the server may open ${path}.`));
      else reject(error);
    };
    socket.once('error', onError);
  });
}
