import ipaddr from 'ipaddr.js';

/**
 * What counts as one place when uses are counted by address: an IPv4 address, and of IPv6 the /64 that a subscriber has at least
 * (RFC 6177), who could else come from a new address each time.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? `${parsed.parts.slice(0, 4).join(':')}::/64` : parsed.toString();
}
