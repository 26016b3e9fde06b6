import { deriveKey, generateKey, parseKeyTemplate } from '@ragkeep/access';
import { expect, it } from 'vitest';
import { uuidv7 } from '../../platform/ids.ts';
import { createFence } from './fence.ts';

const format = parseKeyTemplate('rk_{env}_{base62:32}');
const formats = [format, ...['rg_{hex:40}', '{opaque:32-64}'].map(parseKeyTemplate)];
const fence = createFence(formats);
const raw = generateKey(format, {
  environment: 'live',
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
});

it('takes out credentials, however deep and wherever in a text', async () => {
  const expiresAt = new Date('2030-01-01T00:00:00Z');
  const derived = await deriveKey(raw, { expiresAt });
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
  const kept = fence({ name: `my key ${raw}!`, list: [{ token: jwt }], derived });
  expect(kept).toEqual({ name: 'my key [redacted]!', list: [{ token: '[redacted]' }], derived: '[redacted]' });
});

it('leaves ids, prefixes of keys and everything else as they are', () => {
  const facts = { id: uuidv7(), key_prefix: raw.slice(0, 12), scopes: ['ingest'], n: 1.5, yes: true, none: null };
  expect(fence(facts)).toEqual(facts);
});

it('gives what the database will give back', () => {
  expect(fence({ at: new Date(0), left: undefined, text: 'a\0b\ud800c' })).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    text: 'a\ufffdb\ufffdc',
  });
});
