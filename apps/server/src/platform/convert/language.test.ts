import { expect, test } from 'vitest';
import { convert } from './convert.ts';
import { bytes } from './testing.ts';

const english = 'The harbour was dredged twice in that decade, first by hand and later with a steam engine.';
const german = 'Der Hafen wurde in diesem Jahrzehnt zweimal ausgebaggert, zuerst von Hand und später mit Dampf.';

test.each([
  ['English', english, 'en'],
  ['German', german, 'de'],
  ['Japanese', 'これは日本語の文書です。港について書いてあります。', 'ja'],
  ['text around code', `\`\`\`js\n${'const offen = wert;\n'.repeat(200)}\`\`\`\n\n${english}`, 'en'],
  [
    'a long text with another one quoted in it',
    `${english} `.repeat(60) + german.repeat(3) + ` ${english}`.repeat(60),
    'en',
  ],
  [
    'a text half and half',
    `${english}\n\n`.repeat(60) + `${german}\n\n`.repeat(60) + 'これは日本語の文書です。'.repeat(300),
    null,
  ],
  ['a few words', 'Main Street 12', null],
  ['numbers', '| 1 | 2 |\n| - | - |\n| 3 | 4 |', null],
])('%s', async (_name, text, language) => {
  expect((await convert({ bytes: bytes(text), filename: 'a.md' })).language).toBe(language);
});
