// Who may import whom: cli → main → app → surfaces, operator → features → access → platform; command line, dashboard, embed → sdk
// (docs/adr/0001).
const server = '^apps/server/src';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'platform-knows-no-product',
      comment: 'platform is at the bottom: it imports packages and itself',
      severity: 'error',
      from: { path: `${server}/platform` },
      to: { path: `${server}/(access|features|surfaces|operator|app|main|cli|config)` },
    },
    {
      name: 'access-below-features',
      severity: 'error',
      from: { path: `${server}/access` },
      to: { path: `${server}/(features|surfaces|operator|app|main|cli|config)` },
    },
    {
      name: 'features-below-surfaces',
      severity: 'error',
      from: { path: `${server}/features` },
      to: { path: `${server}/(surfaces|operator|app|main|cli|config)` },
    },
    {
      name: 'surfaces-below-app',
      severity: 'error',
      from: { path: `${server}/surfaces` },
      to: { path: `${server}/(operator|app|main|cli|config)` },
    },
    {
      name: 'operator-below-app',
      comment: 'beside the surfaces; the settings it may read, since it works without a server, too',
      severity: 'error',
      from: { path: `${server}/operator` },
      to: { path: `${server}/(surfaces|app|main|cli)` },
    },
    {
      name: 'clients-through-the-sdk',
      comment:
        'what people hold knows the server as every other client does; which scopes and roles there are is no secret of it',
      severity: 'error',
      from: { path: '^apps/(cli|dashboard|embed)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^(apps|packages)/', pathNot: ['^apps/$1/', '^packages/(sdk|access)/src/index\\.ts$'] },
    },
    {
      name: 'sdk-stands-alone',
      comment: 'it runs in every runtime: nothing of ours, nothing of Node',
      severity: 'error',
      from: { path: '^packages/sdk/src', pathNot: '\\.(test|testing)\\.ts$' },
      to: { pathNot: ['^packages/sdk/src', 'node_modules/eventsource-parser'] },
    },
    {
      name: 'features-by-the-front-door',
      comment: 'a feature enters another only through its index.ts',
      severity: 'error',
      from: { path: `${server}/features/([^/]+)/` },
      to: {
        path: `${server}/features/([^/]+)/`,
        pathNot: [`${server}/features/$1/`, `${server}/features/[^/]+/index\\.ts$`],
      },
    },
    {
      name: 'no-http-in-services-and-stores',
      severity: 'error',
      from: { path: `${server}/features/.+/(service|store)\\.ts$` },
      to: { path: ['node_modules/(fastify|@fastify)', `${server}/platform/http`, `${server}/access/(route|guard)`] },
    },
    {
      name: 'access-package-is-pure',
      severity: 'error',
      from: { path: '^packages/access/src', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^packages/access/src' },
    },
    {
      name: 'contract-below-everything',
      severity: 'error',
      from: { path: '^packages/contract/src', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^packages/(contract|access)/', 'node_modules/zod'] },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: ['\\.(test|testing|fixture)\\.ts$', '/(test|fixtures)/'] },
      to: { path: ['\\.(test|testing|fixture)\\.ts$', '^apps/server/test/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
