import { hash } from 'node:crypto';
import type { Socket } from 'node:net';

/** What the connection sent last. It ends with the connection; until then the socket's own buffers hold as much. */
const lastSent = new WeakMap<Socket, { text: string; digest: string }>();

/** SHA-256 in base64url: what credentials are remembered by, and never by themselves. */
export const digestText = (text: string): string => hash('sha256', text, 'base64url');

/**
 * The digest of a credential that came by a connection. Clients that keep their connection go on sending the same one, and its
 * digest is most of what a remembered credential costs.
 */
export function digestSent(socket: Socket, text: string): string {
  const last = lastSent.get(socket);
  if (last && isSame(last.text, text)) return last.digest;
  const digest = digestText(text);
  lastSent.set(socket, { text, digest });
  return digest;
}

/** In a time that does not depend on where they differ: a proxy may send several clients' requests by one connection. */
function isSame(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
