/** What of the lock file says what is installed for the server's sake. */
interface Lock {
  version: string;
  packages: Record<string, { version?: string; license?: string; integrity?: string; dev?: boolean; link?: boolean }>;
}

export interface Component {
  name: string;
  version: string;
  /** An SPDX expression; empty when the package names none. */
  license: string;
  /** Subresource Integrity of its archive. */
  integrity: string;
}

/** Everything that runs with the server or is part of what it serves, without what only develops and tests it. */
export function runtimeComponents({ packages }: Lock): Component[] {
  const found = new Map<string, Component>();
  for (const [path, { version = '', license = '', integrity = '', dev, link }] of Object.entries(packages)) {
    const name = path.split('node_modules/').at(-1) ?? '';
    if (!path.includes('node_modules/') || dev || link) continue;
    found.set(`${name}@${version}`, { name, version, license, integrity });
  }
  return [...found.values()].sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1));
}

/** Licences that ask for no more than attribution: they bind nobody who deploys or changes the server. */
const ACCEPTED = new Set(
  'MIT MIT-0 Apache-2.0 BSD-2-Clause BSD-3-Clause ISC 0BSD BlueOak-1.0.0 PSF-2.0 CC0-1.0 Unlicense'.split(' '),
);

/** Those whose licence is unknown, or none of the accepted. Of `A OR B` one is enough, of `A AND B` each must be accepted. */
export const refusedLicences = (components: readonly Component[]): string[] =>
  components
    .filter(({ license }) => !isAccepted(license))
    .map(({ name, version, license }) => `${name}@${version}: ${license || 'no licence'}`);

const isAccepted = (license: string): boolean =>
  license
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => ACCEPTED.has(each)));

/** A software bill of materials: CycloneDX 1.6. The same lock file gives the same text. */
export function cycloneDx(lock: Lock): object {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name: 'ragkeep', version: lock.version } },
    components: runtimeComponents(lock).map(({ name, version, license, integrity }) => {
      const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
      const [, digest] = /^sha512-(.+)$/.exec(integrity) ?? [];
      return {
        type: 'library',
        'bom-ref': purl,
        name,
        version,
        purl,
        ...(license && { licenses: [{ expression: license }] }),
        ...(digest && { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }),
      };
    }),
  };
}
