import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const cruise = (...paths: string[]) =>
  spawnSync(
    process.execPath,
    ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', ...paths, '--output-type', 'err'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );

// Each import rule is shown to catch what it forbids: a rule that cannot fail guards nothing.
describe('an import against the rules fails the check', () => {
  it.each([
    ['platform-knows-no-product', 'platform/zz-probe.ts', `import '../features/jobs/index.ts';`],
    ['access-below-features', 'access/zz-probe.ts', `import '../features/jobs/index.ts';`],
    ['features-by-the-front-door', 'features/system/zz-probe.ts', `import '../jobs/store.ts';`],
    ['features-below-surfaces', 'features/system/zz-probe.ts', `import '../../surfaces/api-docs.ts';`],
    ['no-http-in-services-and-stores', 'features/zz-probe/service.ts', `import 'fastify';`],
    ['clients-through-the-sdk', '../../cli/src/zz-probe.ts', `import '@ragkeep/contract';`],
    ['clients-through-the-sdk', '../../dashboard/src/zz-probe.ts', `import '../../server/src/config.ts';`],
    ['sdk-stands-alone', '../../../packages/sdk/src/zz-probe.ts', `import '@ragkeep/contract';`],
    ['sdk-stands-alone', '../../../packages/sdk/src/zz-probe.ts', `import 'node:fs';`],
  ])('%s', async (rule, file, content) => {
    const path = join(root, 'apps/server/src', file);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, `${content}\n`);
    try {
      const { status, stdout } = cruise(join('apps/server/src', file));
      expect(status).not.toBe(0);
      expect(stdout).toContain(rule);
    } finally {
      await rm(file.includes('zz-probe/') ? join(path, '..') : path, { recursive: true });
    }
  });
});
