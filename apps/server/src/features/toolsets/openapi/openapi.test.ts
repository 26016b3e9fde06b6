import { describe, expect, it } from 'vitest';
import { baseUrlOf, OpenApiError, reduceOpenApi } from './index.ts';

const description = (paths: object, more: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'x', version: '1' },
  paths,
  ...more,
});
const get = (operation: object, path = '/things') => description({ [path]: { get: operation } });
const only = (document: Record<string, unknown>, names?: string[]) => reduceOpenApi(document, names)[0];
const query = (name: string, more: object = {}) => ({ name, in: 'query', schema: { type: 'string' }, ...more });

function problem(read: () => unknown): [string, string] {
  try {
    read();
  } catch (error) {
    if (error instanceof OpenApiError) return [error.field, error.message];
    throw error;
  }
  return ['', 'nothing was thrown'];
}

describe('an operation', () => {
  it('is reduced to what a call needs, with references in place', () => {
    const document = description(
      {
        '/shops/{shop}/orders': {
          parameters: [
            { $ref: '#/components/parameters/Shop' },
            { name: 'limit', in: 'query', schema: { type: 'string' } },
          ],
          get: {
            operationId: 'listOrders',
            summary: 'Orders of a shop',
            description: 'Newest first.',
            tags: ['x'],
            parameters: [
              {
                name: 'limit',
                in: 'query',
                description: 'How many',
                schema: { type: 'integer', maximum: 10, 'x-y': 1 },
              },
              { name: 'Accept', in: 'header', required: true, schema: { type: 'string' } },
              { name: 'X-Region', in: 'header', schema: { type: 'string' } },
              { name: 'state', in: 'query', explode: false, schema: { type: 'array', items: { enum: ['a', 'b'] } } },
              { name: 'deep', in: 'query', style: 'deepObject', schema: { type: 'object' } },
              { name: 'session', in: 'cookie', schema: { type: 'string' } },
            ],
            responses: {},
          },
          post: {
            requestBody: { $ref: '#/components/requestBodies/Order' },
          },
        },
      },
      {
        openapi: '3.0.3',
        components: {
          parameters: {
            Shop: { name: 'shop', in: 'path', required: true, schema: { $ref: '#/components/schemas/Id' } },
          },
          requestBodies: {
            Order: {
              required: true,
              content: { 'application/json; charset=utf-8': { schema: { $ref: '#/components/schemas/a~1b' } } },
            },
          },
          schemas: {
            Id: { type: 'string', nullable: true, description: 'An id' },
            'a/b': {
              type: 'object',
              required: ['to'],
              properties: { to: { $ref: '#/components/schemas/Id' }, from: { $ref: '#/components/schemas/Id' } },
              additionalProperties: false,
            },
          },
        },
      },
    );
    const id = { type: ['string', 'null'], description: 'An id' };
    const shop = { name: 'shop', in: 'path', required: true, description: '', schema: id, explode: false };
    expect(reduceOpenApi(document, ['listOrders', 'post_shops_shop_orders'])).toEqual([
      {
        ...{ name: 'listOrders', description: 'Orders of a shop\nNewest first.', method: 'GET' },
        path: '/shops/{shop}/orders',
        parameters: [
          {
            ...{ name: 'limit', in: 'query', required: false, description: 'How many' },
            ...{ schema: { type: 'integer', maximum: 10 }, explode: true },
          },
          {
            name: 'X-Region',
            in: 'header',
            required: false,
            description: '',
            schema: { type: 'string' },
            explode: false,
          },
          {
            ...{ name: 'state', in: 'query', required: false, description: '', explode: false },
            schema: { type: 'array', items: { enum: ['a', 'b'] } },
          },
          shop,
        ],
        body: null,
      },
      {
        ...{ name: 'post_shops_shop_orders', description: '', method: 'POST', path: '/shops/{shop}/orders' },
        parameters: [
          shop,
          { ...shop, name: 'limit', in: 'query', required: false, schema: { type: 'string' }, explode: true },
        ],
        body: {
          required: true,
          schema: { type: 'object', properties: { to: id, from: id }, required: ['to'], additionalProperties: false },
        },
      },
    ]);
    expect(reduceOpenApi(document).map(({ name }) => name)).toEqual(['listOrders']);
  });

  it.each([
    [{ operationId: 'pets/list all' }, '/x', 'pets_list_all'],
    [{}, '/pets/{petId}.json', 'get_pets_petId_json'],
    [{}, '/', 'get'],
    [{ operationId: 'a'.repeat(80) }, '/x', 'a'.repeat(64)],
  ])('%j at %s is called %s', (operation, path, name) => {
    const parameters = [{ name: 'petId', in: 'path' }];
    expect(only(get({ ...operation, parameters }, path))?.name).toBe(name);
  });
});

describe('what cannot be called is refused by its name', () => {
  const cyclic = { components: { schemas: { Node: { properties: { next: { $ref: '#/components/schemas/Node' } } } } } };
  let deep: object = { type: 'string' };
  for (let n = 0; n < 14; n++) deep = { type: 'object', properties: { x: deep } };
  const wide = Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`p${n}`, { type: 'string' }]));
  const post = (content: object) =>
    description({ '/x': { post: { operationId: 'x', requestBody: { required: true, content } } } });
  const json = (schema: object) => post({ 'application/json': { schema } });

  it.each<[string, Record<string, unknown>, string[] | undefined, string]>([
    ['Swagger 2', { swagger: '2.0' }, undefined, 'OpenAPI 3.0 or 3.1'],
    ['OpenAPI 4', { openapi: '4.0.0' }, undefined, 'OpenAPI 3.0 or 3.1'],
    ['nothing to read', description({}), undefined, 'no GET operations'],
    [
      'a name twice',
      description({ '/a': { get: { operationId: 'x' } }, '/b': { get: { operationId: 'x' } } }),
      undefined,
      'called "x"',
    ],
    ['HEAD', description({ '/a': { head: { operationId: 'x' } } }), ['x'], 'HEAD is not called'],
    ['a path without its parameter', get({}, '/things/{id}'), undefined, 'no parameter "id"'],
    ['a path that climbs', get({}, '/a/../b'), undefined, 'path cannot be called'],
    ['a path with a query', get({}, '/a?b=c'), undefined, 'path cannot be called'],
    [
      'a required cookie',
      get({ parameters: [{ name: 's', in: 'cookie', required: true }] }),
      undefined,
      'parameters in "cookie"',
    ],
    [
      'a deep object',
      get({ parameters: [query('f', { required: true, style: 'deepObject' })] }),
      undefined,
      '"deepObject"',
    ],
    [
      'an object',
      get({ parameters: [query('f', { required: true, schema: { type: 'object' } })] }),
      undefined,
      'parameter "f"',
    ],
    ['content', get({ parameters: [query('f', { required: true, content: {} })] }), undefined, '"content"'],
    ['the host', get({ parameters: [query('Host', { required: true, in: 'header' })] }), undefined, 'header'],
    [
      'a list in a path',
      get({ parameters: [query('a', { in: 'path', schema: { type: 'array' } })] }, '/{a}'),
      undefined,
      'parameter "a"',
    ],
    ['two of a name', get({ parameters: [query('a'), query('a', { in: 'header' })] }), undefined, 'two parameters'],
    ['a form', post({ 'multipart/form-data': {} }), ['x'], 'only application/json'],
    ['a cycle', { ...json({ $ref: '#/components/schemas/Node' }), ...cyclic }, ['x'], 'refers to itself'],
    ['a circle of references', get({ parameters: [{ $ref: '#/a' }] }), undefined, 'leads nowhere'],
    ['another file', json({ $ref: 'other.json#/x' }), ['x'], 'leads out of the description'],
    ['too deep', json(deep), ['x'], 'nested more than'],
    ['too wide', json({ properties: wide }), ['x'], 'more than 1000 schemas'],
    ['an unknown type', json({ type: 'file' }), ['x'], '"file" is no type'],
    ['a key of Object', get({ parameters: [{ $ref: '#/constructor' }] }), undefined, 'leads nowhere'],
  ])('%s', (_, document, names, message) => {
    expect(problem(() => reduceOpenApi(document, names))).toEqual(['openapi', expect.stringContaining(message)]);
  });

  it('references in a circle, of no schema', () => {
    const document = { ...get({ parameters: [{ $ref: '#/x/a' }] }), x: { a: { $ref: '#/x/b' }, b: { $ref: '#/x/a' } } };
    expect(problem(() => reduceOpenApi(document))[1]).toContain('leads to no end');
  });

  it('an operation that there is not, at its place in the list', () => {
    const found = problem(() => reduceOpenApi(get({ operationId: 'x' }), ['x', 'y']));
    expect(found).toEqual(['operations[1]', 'the description has no operation "y"']);
  });

  it('a schema that doubles with each reference is stopped', () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 11 }, (_, n) => {
        const part = n === 10 ? { type: 'string' } : { $ref: `#/components/schemas/s${n + 1}` };
        return [`s${n}`, { properties: { a: part, b: part, c: part, d: part } }];
      }),
    );
    const document = { ...json({ $ref: '#/components/schemas/s0' }), components: { schemas } };
    expect(problem(() => reduceOpenApi(document, ['x']))[1]).toContain('more than 1000 schemas');
  });
});

describe('the base address', () => {
  it.each([
    ['https://api.example.com/v1/', undefined, 'https://api.example.com/v1'],
    ['https://{region}.example.com:{port}/v1', undefined, 'https://eu.example.com:8443/v1'],
    ['/v1', 'http://127.0.0.1:9/base//', 'http://127.0.0.1:9/base'],
    ['https://other.example', 'https://api.example.com', 'https://api.example.com'],
  ])('of the server %s, given %s, is %s', (url, given, expected) => {
    const variables = { region: { default: 'eu', enum: ['eu', 'us'] }, port: { default: '8443' } };
    expect(baseUrlOf({ servers: [{ url, variables }] }, given)).toBe(expected);
  });

  it.each([
    '/v1',
    'ftp://example.com',
    'https://user:pw@example.com',
    'https://example.com?x=1',
    'https://example.com#x',
    '{x}',
  ])('%s is none', (url) => {
    expect(problem(() => baseUrlOf({ servers: [{ url }] }, undefined))[0]).toBe('base_url');
    expect(problem(() => baseUrlOf({}, url))[0]).toBe('base_url');
  });
});
