import { expect, it } from 'vitest';
import { isTrustedOrigin } from './origin.ts';

const OWN = ['https://rag.example.com', 'https://app.example.com'];

it.each([
  ['no page at all', undefined, 'rag.example.com', true],
  ['a page of the server', 'https://rag.example.com', 'rag.example.com', true],
  ['a page of a listed origin', 'https://app.example.com', 'rag.example.com', true],
  ['a page of this machine, by name', 'http://localhost:3000', 'localhost:3000', true],
  ['a page of this machine, by address', 'http://127.0.0.1:3000', '127.0.0.1:3000', true],
  ['a page of this machine, by IPv6 address', 'http://[::1]:3000', '[::1]:3000', true],
  ['another server of this machine', 'http://localhost:8080', 'localhost:3000', false],
  ['another site', 'https://evil.example', 'rag.example.com', false],
  ['another site that rebound its name', 'http://evil.example:3000', 'evil.example:3000', false],
  ['the same name with another scheme', 'http://rag.example.com', 'rag.example.com', false],
  ['a name that begins like ours', 'https://rag.example.com.evil.example', 'rag.example.com', false],
  ['a sandboxed page', 'null', 'localhost:3000', false],
  ['no URL', 'localhost:3000', 'localhost:3000', false],
])('%s', (_, origin, host, trusted) => {
  expect(isTrustedOrigin(origin, host, OWN)).toBe(trusted);
});

it('any page, where all are trusted', () => {
  expect(isTrustedOrigin('https://evil.example', 'rag.example.com', ['*'])).toBe(true);
});
