import { expect, it } from 'vitest';
import { isObjectText, type Settings, settingsOf, valuesOf } from './form-values.ts';

const SETTINGS: Settings = {
  name: 'Harbour master',
  description: '',
  instructions: 'Be brief.',
  refusal: 'I do not know.',
  temperature: 0,
  provider_id: null,
  model: null,
  top_k: 8,
  search_mode: 'hybrid',
  filter: { lang: ['en'] },
  source_tokens: 4000,
  citation_style: 'numbers',
  use_memory: true,
  tools: [],
};

it('settings come out of the form as they went in', () => {
  for (const settings of [SETTINGS, { ...SETTINGS, temperature: null, model: 'large', filter: null }]) {
    expect(settingsOf(valuesOf(settings))).toEqual(settings);
  }
});

it('a filter is a JSON object, or nothing', () => {
  expect(['', ' ', '{}', '{"a":1}', '[]', 'null', '3', '{'].map(isObjectText)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
