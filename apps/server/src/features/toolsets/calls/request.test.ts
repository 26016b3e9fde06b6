import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation, Parameter } from '../types.ts';
import { CallError } from './errors.ts';
import { buildRequest, readArguments } from './request.ts';

const parameter = (name: string, more: Partial<Parameter> = {}): Parameter => ({
  ...{ name, in: 'query', required: false, description: '', schema: {}, explode: true },
  ...more,
});
const operation = (more: Partial<Operation> = {}): Operation => ({
  ...{ name: 'x', description: '', method: 'GET', path: '/things/{id}/parts', body: null },
  parameters: [
    parameter('id', { in: 'path', required: true }),
    parameter('q'),
    parameter('X-Region', { in: 'header' }),
  ],
  ...more,
});
const BASE = 'https://api.example.com/v1';

describe('the arguments', () => {
  const typed = operation({
    method: 'POST',
    parameters: [
      parameter('n', { required: true, schema: { type: 'integer' } }),
      parameter('kind', { schema: { type: ['string', 'null'], enum: ['a', 'b', null] } }),
    ],
    body: { required: false, schema: { type: 'object', required: ['to'], properties: { to: { type: 'string' } } } },
  });

  it('that are known are kept, others dropped', () => {
    expect(readArguments(typed, '{"n":1,"kind":null,"other":{},"body":{"to":"x","more":1}}')).toEqual({
      n: 1,
      body: { to: 'x', more: 1 },
    });
    expect(readArguments(operation({ parameters: [] }), '')).toEqual({});
  });

  it.each([
    ['no JSON', 'arguments are not a JSON object'],
    ['[]', 'arguments are not a JSON object'],
    ['{}', 'n is missing'],
    ['{"n":null}', 'n must be of the type integer'],
    ['{"n":"1"}', 'n must be of the type integer'],
    ['{"n":1.5}', 'n must be of the type integer'],
    ['{"n":1,"kind":"c"}', 'kind must be one of ["a","b",null]'],
    ['{"n":1,"body":[]}', 'body must be of the type object'],
    ['{"n":1,"body":{}}', 'body.to is missing'],
    ['{"n":1,"body":{"to":2}}', 'body.to must be of the type string'],
  ])('%s are refused: %s', (text, message) => {
    expect(() => readArguments(typed, text)).toThrow(message);
  });
});

describe('the request', () => {
  it('has each argument in its place', () => {
    const request = buildRequest(operation(), BASE, { id: 'a/b c', q: ['x&y', 2, true], 'X-Region': 'eu' });
    expect(request).toEqual({
      method: 'GET',
      url: `${BASE}/things/a%2Fb%20c/parts?q=x%26y&q=2&q=true`,
      headers: { accept: expect.any(String), 'X-Region': 'eu' },
    });
    const listed = operation({ path: '/', parameters: [parameter('q[]', { explode: false })] });
    expect(buildRequest(listed, BASE, { 'q[]': ['a,b', 'c'] }).url).toBe(`${BASE}/?q%5B%5D=a%2Cb,c`);
  });

  it('has a body of JSON', () => {
    const posted = operation({ method: 'POST', path: '/x', parameters: [], body: { required: true, schema: {} } });
    expect(buildRequest(posted, BASE, { body: { a: 'é' } })).toMatchObject({
      ...{ method: 'POST', body: '{"a":"é"}', headers: { 'content-type': 'application/json' } },
    });
  });

  it.each(['../../admin', '..', '.', '', 'a/../b', '..\\x', '/..'])('is not made with %j in its path', (id) => {
    expect(() => buildRequest(operation(), BASE, { id })).toThrow(CallError);
  });

  it.each(['a\r\nx-admin: 1', 'é', '\0'])('is not made with %j in a header', (value) => {
    expect(() => buildRequest(operation(), BASE, { id: 'x', 'X-Region': value })).toThrow(CallError);
  });

  it('goes to its path whatever the arguments are, or is not made', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('%2e%2e', '..%2f', '/a/b', '?x', '#x', ';', '@evil.example', '//evil.example'),
    );
    fc.assert(
      fc.property(value, value, (id, q) => {
        let url: URL;
        try {
          url = new URL(buildRequest(operation(), BASE, { id, q }).url);
        } catch (error) {
          expect(error).toBeInstanceOf(CallError);
          return;
        }
        expect(url.origin).toBe('https://api.example.com');
        const segments = url.pathname.split('/');
        expect([segments.length, segments[1], segments[2], segments[4]]).toEqual([5, 'v1', 'things', 'parts']);
        expect(decodeURIComponent(segments[3] ?? '')).toBe(id.toWellFormed());
        expect([url.hash, [...url.searchParams]]).toEqual(['', [['q', q.toWellFormed()]]]);
      }),
    );
  });
});
