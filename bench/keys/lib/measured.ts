import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a measured server tells its parent. */
export type FromServer = { type: 'ready'; url: string; keys: string[] } | { type: 'cpu'; ms: number };

/**
 * The side of a measured server: says where it listens and with which keys, and its CPU time whenever asked.
 *
 * @param databaseCpuMs that of a database process of its own, which its verification needs as well
 */
export function tellParent(
  http: Server,
  keys: string[],
  close: () => Promise<void>,
  databaseCpuMs: () => number = () => 0,
): void {
  const tell = (message: FromServer) => process.send?.(message);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    tell({ type: 'cpu', ms: (user + system) / 1000 + databaseCpuMs() });
  });
  // The parent's end is this one's: a measurement that fails leaves nothing behind.
  process.once('disconnect', () => {
    http.closeAllConnections();
    close().finally(() => process.exit());
  });
  tell({ type: 'ready', url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, keys });
}
