import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathsOf, routes } from '@ragkeep/contract';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { cycloneDx, refusedLicences, runtimeComponents } from '../scripts/components.ts';
import { settings } from '../src/config/environment.ts';
import { readConfig } from '../src/config.ts';
import { createMetrics } from '../src/platform/telemetry/index.ts';

/* What is handed to those who deploy, held against the code that it speaks of. */

const root = join(import.meta.dirname, '../../..');
const text = (path: string) => readFile(join(root, path), 'utf8');
const json = async (path: string) => JSON.parse(await text(path));

// biome-ignore lint/suspicious/noExplicitAny: documents of many shapes, looked at in a few places
type Document = any;
async function documents(path: string): Promise<Document[]> {
  return parseAllDocuments(await text(path), { merge: true }).map((document) => {
    expect(document.errors, path).toEqual([]);
    return document.toJS();
  });
}

const known = new Set(settings().map(({ name }) => name));
const expectKnown = (names: string[], where: string) =>
  expect(
    names.filter((name) => !known.has(name)),
    where,
  ).toEqual([]);

describe('the image', () => {
  it('runs the Node that the tests run, as nobody in particular, and brings no secrets', async () => {
    const { devDependencies } = await json('package.json');
    const dockerfile = await text('deploy/Dockerfile');
    expect(/^ARG NODE=(.*)$/m.exec(dockerfile)?.[1]).toBe(devDependencies.node);
    expect(dockerfile).toMatch(/^USER node$/m);
    const last = dockerfile.slice(dockerfile.lastIndexOf('FROM'));
    expectKnown(
      [...(/^ENV (.*)$/m.exec(last)?.[1] ?? '').matchAll(/(\w+)=/g)]
        .map(([, name = '']) => name)
        .filter((name) => name !== 'NODE_ENV'),
      'ENV',
    );
    expect((await text('.dockerignore')).split('\n')).toContain('*');
  });

  it('has the manifest of every workspace before anything is installed', async () => {
    const dockerfile = await text('deploy/Dockerfile');
    for await (const manifest of glob('{apps,packages}/*/package.json', { cwd: root })) {
      expect(dockerfile).toContain(`COPY ${manifest} `);
    }
  });
});

describe('compose', () => {
  it('gives containers no more than they need, and settings that there are', async () => {
    const [{ services }] = await documents('deploy/docker-compose.yml');
    for (const name of ['ragkeep', 'embedded']) {
      const service = services[name];
      expect(service, name).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      expect(service.ports, name).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
      expectKnown(Object.keys(service.environment ?? {}), name);
    }
    const example = [...(await text('deploy/.env.example')).matchAll(/^(\w+)=/gm)].map(([, name = '']) => name);
    expectKnown(
      example.filter((name) => name !== 'POSTGRES_PASSWORD'),
      '.env.example',
    );
  });
});

describe('Kubernetes', () => {
  it('gets every manifest that there is, each with settings that the server takes', async () => {
    const [{ resources }] = await documents('deploy/kubernetes/kustomization.yaml');
    const workers = new Set<string>();
    const paths = new Set([routes.getHealth, routes.getReady].flatMap((route) => pathsOf(route)));
    for (const file of resources) {
      for (const { kind, spec, data } of await documents(`deploy/kubernetes/${file}`)) {
        if (kind === 'ConfigMap') expectKnown(Object.keys(data), file);
        if (kind !== 'Deployment') continue;
        const { securityContext, containers } = spec.template.spec;
        expect(securityContext.runAsNonRoot, file).toBe(true);
        const [container] = containers;
        expect(container.securityContext, file).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
          expect(paths.has(container[probe].httpGet.path), `${file} ${probe}`).toBe(true);
        }
        workers.add(container.env.find(({ name }: { name: string }) => name === 'WORKERS').value);
      }
    }
    expect([...workers].sort()).toEqual(['none', 'only']);
    const [{ stringData }] = await documents('deploy/kubernetes/secret.example.yaml');
    expectKnown(Object.keys(stringData), 'the secret');
    // The example is no working secret.
    expect(() => readConfig(stringData)).toThrow('RAGKEEP_SECRET');
  });
});

describe('Grafana', () => {
  it('asks for metrics that the server has, by labels that they have', async () => {
    const metrics = new Map(
      createMetrics()
        .describe()
        .map((metric) => [metric.name, metric]),
    );
    const { panels } = await json('deploy/grafana/ragkeep.json');
    const asked = new Set<string>();
    for (const { expr } of panels.flatMap((panel: { targets: { expr: string }[] }) => panel.targets)) {
      const [, name = ''] = /(ragkeep_[a-z_]+?)(?:_bucket|_count)?\{/.exec(expr) ?? [];
      if (name === '') {
        expect(expr).toMatch(/nodejs_|process_/);
        continue;
      }
      const metric = metrics.get(name);
      expect(metric, expr).toBeDefined();
      asked.add(name);
      const by = /by \(([\w, ]*)\)/.exec(expr)?.[1]?.split(', ').filter(Boolean) ?? [];
      const labels = ['le', 'instance', ...(metric?.labels ?? [])];
      expect(
        by.filter((label) => !labels.includes(label)),
        expr,
      ).toEqual([]);
    }
    expect([...metrics.keys()].filter((name) => !asked.has(name))).toEqual([]);
  });
});

describe('what the server is made of', () => {
  it('has licences that bind nobody who deploys it', async () => {
    const components = runtimeComponents(await json('package-lock.json'));
    expect(components.length).toBeGreaterThan(100);
    expect(components.map(({ name }) => name)).toContain('fastify');
    expect(components.map(({ name }) => name)).not.toContain('vitest');
    expect(refusedLicences(components)).toEqual([]);
  });

  it('is refused where a licence is unknown, or asks for more', () => {
    const component = (license: string) => ({ name: 'x', version: '1.0.0', license, integrity: '' });
    const refused = ['AGPL-3.0', 'GPL-3.0-only', '', 'UNLICENSED', 'MIT AND LGPL-3.0', 'SEE LICENSE IN LICENSE'];
    for (const license of refused) expect(refusedLicences([component(license)]).length, license).toBe(1);
    for (const license of ['MIT', '(MIT OR GPL-3.0)', 'MIT AND ISC']) {
      expect(refusedLicences([component(license)]), license).toEqual([]);
    }
  });

  it('is told as a bill of materials', () => {
    const fastify = { version: '5.0.0', license: 'MIT', integrity: 'sha512-AAEC' };
    const own = { link: true };
    const packages = {
      '': {},
      'node_modules/@x/y': fastify,
      'node_modules/@ragkeep/sdk': own,
      'node_modules/z': { dev: true },
    };
    expect(cycloneDx({ version: '0.1.0', packages })).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: 'ragkeep', version: '0.1.0' } },
      components: [
        {
          purl: 'pkg:npm/%40x/y@5.0.0',
          licenses: [{ expression: 'MIT' }],
          hashes: [{ alg: 'SHA-512', content: '000102' }],
        },
      ],
    });
  });
});
