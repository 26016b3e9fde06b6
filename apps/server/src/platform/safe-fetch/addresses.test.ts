import { describe, expect, test } from 'vitest';
import { createAddressCheck } from './addresses.ts';

const publicOnly = createAddressCheck([]);

describe('without exceptions', () => {
  test.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
    'allows %s',
    (address) => expect(publicOnly(address)).toBe(true),
  );

  test.each([
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['loopback', '127.0.0.1'],
    ['loopback, elsewhere', '127.255.0.9'],
    ['private', '10.0.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['link-local, cloud metadata', '169.254.169.254'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['documentation', '203.0.113.5'],
    ['benchmarking', '198.18.0.1'],
    ['protocol assignments', '192.0.0.192'],
    ['the Azure platform', '168.63.129.16'],
    ['unspecified v6', '::'],
    ['loopback v6', '::1'],
    ['unique local', 'fd00:ec2::254'],
    ['link-local v6', 'fe80::1'],
    ['link-local v6 with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['multicast v6', 'ff02::1'],
    ['documentation v6', '2001:db8::1'],
    ['discard', '100::1'],
    ['not handed out', '4000::1'],
    ['IPv4-mapped private', '::ffff:10.0.0.1'],
    ['IPv4-mapped in hex', '::ffff:7f00:1'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-translated', '::ffff:0:127.0.0.1'],
    ['NAT64 of a private one', '64:ff9b::10.0.0.1'],
    ['local NAT64', '64:ff9b:1::10.0.0.1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['no address', 'localhost'],
    ['nothing', ''],
  ])('refuses %s: %s', (_range, address) => {
    expect(publicOnly(address)).toBe(false);
  });
});

describe('with exceptions', () => {
  const check = createAddressCheck(['10.1.0.0/16', '127.0.0.1/32', 'fd00:1::/32']);

  test.each(['10.1.2.3', '127.0.0.1', 'fd00:1::5', '::ffff:10.1.2.3', '8.8.8.8'])('allows %s', (address) => {
    expect(check(address)).toBe(true);
  });

  test.each(['10.2.0.1', '127.0.0.2', 'fd00:2::1', '::ffff:10.2.0.1', '::1'])('still refuses %s', (address) => {
    expect(check(address)).toBe(false);
  });

  test.each(['10.0.0.0', '10.0.0.0/33', 'intranet', ''])('names an exception that is no CIDR: "%s"', (cidr) => {
    expect(() => createAddressCheck([cidr])).toThrow(`"${cidr}" is not a network`);
  });
});
