import { expect, test } from 'vitest';
import { stem } from './stem.ts';
import { terms } from './terms.ts';

test.each([
  ['study studies studied'],
  ['develop developer developers developing developed development developments'],
  ['invent invented invention inventions inventor'],
  ['stop stopped stopping stops'],
  ['produce product production produces'],
  ['introduce introduction introduced'],
  ['write wrote written writing'],
  ['goose geese'],
  ['Australia Australian'],
  ['run ran running runs'],
  ['box boxes'],
])('%s meet', (words) => {
  expect(new Set(words.toLowerCase().split(' ').map(stem)).size).toBe(1);
});

test.each(['water wat', 'paper pap', 'speed spe', 'australia austria', 'news new', 'bus bu'])(
  '%s do not meet',
  (words) => {
    const [a = '', b = ''] = words.split(' ').map(stem);
    expect(a).not.toBe(b);
  },
);

test('words are folded, numbers freed of separators, scripts without spaces cut in pairs', () => {
  expect(terms("The DUCK's café, 10,000 vs 10000 and 2.5").map((term) => term.stem)).toEqual([
    'the',
    'duck',
    'caf',
    '10000',
    'vs',
    '10000',
    'and',
    '2.5',
  ]);
  expect(terms('北京市 코로나').map((term) => [term.stem, term.at])).toEqual([
    ['北京', 0],
    ['京市', 1],
    ['코로', 4],
    ['로나', 5],
  ]);
  expect(terms('المكتبة مكتبة').map((term) => term.stem)).toEqual(['مكتبة', 'مكتبة']);
});
