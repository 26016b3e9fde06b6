import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What stands between the server and a service it needs, and can take that away. */
export interface Between {
  port: number;
  /** Cuts every connection and takes no new one. */
  goAway(): Promise<void>;
  /** Connections stay and are taken, but no byte passes any more. */
  hang(): void;
  /** All is well again; what hung is cut, as a network does that comes back. */
  comeBack(): Promise<void>;
}

/** A TCP port that passes everything on to another one. */
export async function between(target: number): Promise<Between> {
  const sockets = new Set<Socket>();
  let hangs = false;
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: target });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('data', (bytes) => {
        if (!hangs) other.write(bytes);
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async () => {
    cut();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  const port = await listen(0);
  onTestFinished(close);
  return {
    port,
    goAway: close,
    hang() {
      hangs = true;
    },
    async comeBack() {
      cut();
      hangs = false;
      if (!server.listening) await listen(port);
    },
  };
}
