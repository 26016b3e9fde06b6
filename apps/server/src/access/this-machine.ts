import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/** What proxies put on requests that they pass on, in whatever spelling. */
const FORWARDING =
  /^(?:forwarded|via|true-client-ip|cf-connecting-ip|x-(?:forwarded|real|client|original|cluster-client)(?:-.*)?)$/;

/**
 * Whether a request was made by a program on this machine: from a loopback address, passed on by nobody, and meant for a loopback
 * name. The last keeps out pages whose own name was made to lead here (DNS rebinding); a page of any other origin is known by the
 * `Origin` that browsers send.
 */
export function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  if (!isLoopback(socket.remoteAddress ?? '')) return false;
  if (Object.keys(headers).some((name) => FORWARDING.test(name))) return false;
  if (!isLoopbackHost(URL.parse(`http://${headers.host ?? ''}`))) return false;
  return headers.origin === undefined || isLoopbackHost(URL.parse(headers.origin));
}

function isLoopbackHost(url: URL | null): boolean {
  if (url === null || url.username !== '' || url.pathname !== '/') return false;
  const { hostname } = url;
  return hostname === 'localhost' || isLoopback(hostname.replace(/^\[|\]$/g, ''));
}

const isLoopback = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
