import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { sdkFiles } from '../scripts/generate.ts';

it('the generated files are what the contract says (npm run generate)', async () => {
  for (const [name, text] of Object.entries(await sdkFiles())) {
    expect(await readFile(new URL(`generated/${name}`, import.meta.url), 'utf8'), name).toBe(text);
  }
});
