import fc from 'fast-check';

/** What parsers trip over, wherever it stands. */
const AWKWARD = [
  ...[
    '',
    ' ',
    '\0',
    '\r',
    '\n',
    '\r\n',
    '\u2028',
    '\ufeff',
    '\ud83d\ude00',
    'é',
    'ß',
    '\u202e',
    '\u0300',
    '%00',
    '%',
    '\\',
    '"',
    "'",
  ],
  ...[
    '__proto__',
    'constructor',
    'null',
    '-1',
    '1e309',
    '0x',
    '..',
    '/',
    '//',
    ':',
    ';',
    ',',
    '=',
    '&',
    '#',
    '<',
    '>',
    '{',
    '}',
    '[',
    ']',
  ],
];

/**
 * Inputs for one parser: its own well-formed examples cut up, doubled and mixed with its words, with awkward characters and with
 * any bytes at all.
 *
 * @param words that mean something to the parser
 */
export function inputs(
  seeds: readonly string[],
  words: readonly string[],
  maxPieces: number,
): fc.Arbitrary<Uint8Array> {
  const seed = fc.constantFrom('', ...seeds);
  const cut = fc.tuple(seed, fc.nat(), fc.nat()).map(([text, a, b]) => {
    const [from, to] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
    return Buffer.from(text.slice(from, to));
  });
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...words, ...AWKWARD).map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: cut },
    { weight: 1, arbitrary: seed.map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...words), fc.nat({ max: 400 }))
        .map(([word, times]) => Buffer.from(word.repeat(times))),
    },
  );
  return fc.array(piece, { maxLength: maxPieces }).map((pieces) => new Uint8Array(Buffer.concat(pieces)));
}
