import { expect, it } from 'vitest';
import { holdsSecret } from './private.ts';

it.each([
  'The user’s OpenAI key is sk-proj-Ab12Cd34Ef56Gh78',
  'Their GitHub token is ghp_0123456789abcdefghijABCDEFGHIJ012345',
  'AWS access key AKIAIOSFODNN7EXAMPLE',
  'The door opens with eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123',
  'The deployment token is 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
  'The user’s password is hunter2',
  'Nora’s PIN for the card is 4471',
  'The user pays with 4111 1111 1111 1111',
  'The card 5500-0000-0000-0004 expires in May',
  '-----BEGIN RSA PRIVATE KEY-----',
])('is one: %s', (text) => expect(holdsSecret(text)).toBe(true));

it.each([
  'The user lives in Bristol since July 2024',
  'Nora’s phone number is +44 7700 900123',
  'The order number is 4111 1111 1111 1112',
  'The user forgot their password again last week',
  'The key to the shed is under the pot',
  'The user’s favourite word is Donaudampfschifffahrtsgesellschaft',
  'The ticket is https://example.com/tickets/0f8fad5bd9cb469fa16570867728950e',
  'The case has the id 0f8fad5b-d9cb-469f-a165-70867728950e',
])('is none: %s', (text) => expect(holdsSecret(text)).toBe(false));
