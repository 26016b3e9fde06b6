import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';

const PAGE = 'https://app.example.com';
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ CORS_ORIGINS: `${PAGE}, https://other.example.com` });
});
afterAll(() => app.close());

const preflight = (url: string, origin: string) =>
  fetch(`${url}/api/v1/projects`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

describe('RF-1: a page of another origin with a token of its own', () => {
  it('is allowed where the operator listed it', async () => {
    const { status, headers } = await preflight(app.url, PAGE);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(headers.get('access-control-allow-methods')).toContain('POST');
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(headers.get('access-control-allow-credentials')).toBeNull();

    const owner = await app.tenant();
    const called = await owner.get('/projects', { origin: PAGE });
    expect(called.status).toBe(200);
    expect(called.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(called.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
  });

  it('sees why it was refused', async () => {
    const { status, headers } = await app.client().get('/projects', { origin: PAGE });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([401, PAGE]);
  });

  it('is not allowed when it is another', async () => {
    const { headers } = await preflight(app.url, 'https://evil.example.com');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is not allowed where nothing was listed', async () => {
    const closed = await startTestApp();
    const { status, headers } = await preflight(closed.url, PAGE);
    await closed.close();
    expect([status, headers.get('access-control-allow-origin')]).toEqual([404, null]);
  });
});
