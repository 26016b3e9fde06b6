import { describe, expect, it } from 'vitest';
import { foreignOrigin } from './page.ts';

describe('the page that sent a request', () => {
  it.each([
    ['https://rag.example.com', 'rag.example.com', undefined],
    // A proxy asks under another name.
    ['https://rag.example.com', 'ragkeep:3000', undefined],
    ['http://127.0.0.1:3000', '127.0.0.1:3000', undefined],
    ['http://[::1]:3000', '[::1]:3000', undefined],
    ['http://localhost:3000', 'LOCALHOST:3000', undefined],
    ['http://localhost:8080', 'localhost:3000', 'http://localhost:8080'],
    // DNS rebinding: the browser takes it for our own page.
    ['https://evil.example', 'evil.example', 'https://evil.example'],
    ['http://localhost.evil.example', 'localhost.evil.example', 'http://localhost.evil.example'],
    ['https://shop.example', 'rag.example.com', 'https://shop.example'],
    ['null', 'rag.example.com', 'null'],
    [undefined, 'rag.example.com', undefined],
  ])('with the origin %s to %s is of %s', (origin, host, foreign) => {
    expect(foreignOrigin(origin, host, 'https://rag.example.com/ragkeep')).toBe(foreign);
  });
});
