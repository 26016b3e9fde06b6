import { describe, expect, it } from 'vitest';
import { digestOf, gist } from './digest.ts';
import { slotOf } from './slot.ts';

describe('RV-6: facts of which there is one', () => {
  it.each([
    ['Ada lives in Paris', 'Ada has moved to Oslo.'],
    ['My name is Ada', 'The user’s name is Ada Lovelace'],
    ['I live in Rome', 'User now lives in Bern.'],
    ['Bo’s favourite colour is red', "Bo's favorite color is dark blue"],
    ['I work at Acme', 'I currently work for Initech'],
    ['The user is 31 years old', 'My age is 32'],
  ])('%s – %s', (one, other) => {
    expect(slotOf(one)).not.toBeNull();
    expect(slotOf(one)).toBe(slotOf(other));
  });

  it.each([
    ['Ada lives in Paris', 'Bo lives in Oslo'],
    ['My favourite food is rice', 'My favourite drink is tea'],
    ['My sister lives in Rome', 'I live in Bern'],
    ['I live in Rome', 'I work at Rome Ltd'],
  ])('are not the same: %s – %s', (one, other) => expect(slotOf(one)).not.toBe(slotOf(other)));

  it.each([
    'I like tea',
    'Ada used to live in Paris',
    'Ada does not live in Paris',
    'Ada might live in Paris or Rome',
    'Where does Ada live? Ada lives in Rome',
    'Ada and Bo live in Paris, but Cleo lives in Rome',
    'She visited Rome. Ada lives in Paris',
  ])('are not taken from: %s', (content) => expect(slotOf(content)).toBeNull());
});

it('RV-6: the same words are the same gist, however they are written', () => {
  expect(gist('  The user LIKES “green tea”!')).toBe(gist('User likes green-tea'));
  expect(gist('likes cats')).not.toBe(gist('does not like cats'));
  expect(gist('👍')).not.toBe(gist('👎'));
  const owner = { tenantId: 't', userId: 'u', projectId: null, agentId: null };
  const fact = { kind: 'fact', role: null, name: null, content: 'x' };
  const others = [
    { ...fact, kind: 'turn' },
    { ...fact, name: 'Ada' },
    { ...fact, content: 'y' },
  ];
  const digests = [fact, ...others].map((item) => digestOf(owner, item));
  expect(new Set([...digests, digestOf({ ...owner, projectId: 'p' }, fact)]).size).toBe(5);
});
