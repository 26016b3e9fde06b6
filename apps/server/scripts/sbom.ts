import { readFile, writeFile } from 'node:fs/promises';
import { cycloneDx, refusedLicences, runtimeComponents } from './components.ts';

// Writes sbom.json, what the server is made of, from the lock file.
const root = new URL('../../../', import.meta.url);
const lock = JSON.parse(await readFile(new URL('package-lock.json', root), 'utf8'));
await writeFile(new URL('sbom.json', root), `${JSON.stringify(cycloneDx(lock), null, 2)}\n`);
const components = runtimeComponents(lock);
console.log(`sbom.json: ${components.length} components`);
for (const refused of refusedLicences(components)) {
  console.error(`Licence: ${refused}`);
  process.exitCode = 1;
}
