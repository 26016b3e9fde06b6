import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** All of IPv6 that IANA hands out as global unicast (RFC 4291 §2.4); leaves out IPv4-compatible addresses, `::127.0.0.1`. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** NAT64's well-known prefix (RFC 6052): the last 32 bits are the IPv4 address that the packets end up at. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** Looks public, but is the Azure host's own service for its guests. */
const AZURE_PLATFORM = '168.63.129.16';

/** Whether a connection to this address (in text, IPv4 or IPv6) may be made. */
export type AddressCheck = (address: string) => boolean;

/**
 * Allows public unicast addresses and, besides, those within `allowPrivate`. Everything else is refused: private, loopback,
 * link-local, carrier-grade NAT, unique local, multicast, reserved and documentation ranges (IANA's special-purpose
 * registries, as ipaddr.js lists them), and tunnels to IPv4. IPv4-mapped and NAT64 addresses count as what they embed.
 *
 * @param allowPrivate CIDRs such as `10.1.0.0/16` or `fd00::/8`
 * @throws Error that names the entry that is no CIDR
 */
export function createAddressCheck(allowPrivate: readonly string[]): AddressCheck {
  const allowed = allowPrivate.map(parseCidr);
  return (text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = destination(ipaddr.parse(text));
    return isPublic(address) || allowed.some(([network, bits]) => isWithin(address, network, bits));
  };
}

function destination(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.match(NAT64) ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv6 ? address.match(GLOBAL_UNICAST) : address.toString() !== AZURE_PLATFORM;
}

function isWithin(address: Address, network: Address, bits: number): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function parseCidr(text: string): [Address, number] {
  if (!ipaddr.isValidCIDR(text)) {
    throw new Error(`"${text}" is not a network: write it as address/bits, for example 10.1.0.0/16 or 10.1.2.3/32.`);
  }
  return ipaddr.parseCIDR(text);
}
