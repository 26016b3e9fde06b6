import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

describe('settings', () => {
  it('have defaults for a laptop', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: undefined,
      registration: 'open',
      keyFormat: 'rk_{env}_{base62:32}',
      llm: null,
      embedding: null,
      workers: 'inline',
    });
  });

  it('registration is closed off loopback unless it is opened', () => {
    expect(readConfig({ HOST: '0.0.0.0' }).registration).toBe('closed');
    expect(readConfig({ HOST: '0.0.0.0', REGISTRATION: 'open' }).registration).toBe('open');
    expect(readConfig({ HOST: '::1' }).registration).toBe('open');
  });

  it('links in mails lead to where the server listens, unless people reach it elsewhere', () => {
    expect(readConfig({}).publicUrl).toBe('http://127.0.0.1:3000');
    expect(readConfig({ HOST: '::1', PORT: '80' }).publicUrl).toBe('http://[::1]:80');
    expect(readConfig({ PUBLIC_URL: 'https://rag.example.com/base/' }).publicUrl).toBe('https://rag.example.com/base');
  });

  it('an empty variable counts as unset', () => {
    expect(readConfig({ PORT: '', LLM_BASE_URL: '' }).port).toBe(3000);
  });

  it.each([
    ['PORT', { PORT: 'http' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x', RAGKEEP_SECRET: 'x'.repeat(32) }],
    ['RAGKEEP_SECRET', { DATABASE_URL: 'postgres://x/y' }],
    ['RAGKEEP_SECRET', { RAGKEEP_SECRET: 'short' }],
    ['KEY_FORMAT', { KEY_FORMAT: 'rk_{base62:8}' }],
    ['KEY_FORMAT: is only for keys from elsewhere', { KEY_FORMAT: 'sk-{opaque:48}' }],
    ['KEY_FORMATS_ACCEPTED', { KEY_FORMATS_ACCEPTED: 'rk_{env}_{base62:32},nonsense' }],
    ['DEFAULT_PLAN: must be one of free, pro, business, unlimited', { DEFAULT_PLAN: 'gold' }],
    ['PLANS_FILE: no/such.json: cannot be read', { PLANS_FILE: 'no/such.json' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'rag.example.com' }],
    ['SMTP_URL', { SMTP_URL: 'http://mail.example.com', MAIL_FROM: 'a@example.com' }],
    ['MAIL_FROM', { SMTP_URL: 'smtp://mail.example.com' }],
    ['TRUSTED_PROXIES', { TRUSTED_PROXIES: '10.0.0.1' }],
    ['FETCH_ALLOW_PRIVATE', { FETCH_ALLOW_PRIVATE: 'localhost' }],
    ['LLM_MODEL', { LLM_BASE_URL: 'http://127.0.0.1:1/v1' }],
    ['LLM_BASE_URL', { LLM_BASE_URL: 'file:///x', LLM_MODEL: 'm' }],
    ['WORKERS', { WORKERS: 'many' }],
    ['WORKERS', { WORKERS: 'only' }],
  ])('a wrong %s stops the start with its name', (name, env) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(name);
  });
});
