import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convert } from '../convert.ts';
import { ConversionError } from '../errors.ts';
import { defaultLimits } from '../limits.ts';
import { latin1, refusal } from '../testing.ts';
import { rtfToMarkdown } from './rtf.ts';

const HEAD = String.raw`{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 MS Mincho;}}
{\colortbl;\red0\green0\blue0;}{\stylesheet{\snext0 Normal;}{\s1\outlinelevel0 heading 1;}{\s15 Title;}}
{\info{\title The Report}{\author Nobody}}{\header\pard page head\par}`;

async function read(body: string) {
  return convert({ bytes: latin1(`${HEAD}${body}}`), filename: 'a.rtf' });
}

describe('text', () => {
  test('title, headings, emphasis, signs and links', async () => {
    const { markdown, title, format } = await read(String.raw`\pard\plain\s15 Big\par\pard\plain\s1 Part\par
      \pard\plain Some {\b bold} and \i slanted\i0\~text\emdash here\line below {\v hidden}{\field{\*\fldinst{HYPERLINK "https://x.example/"}}{\fldrslt site}}.\par`);
    expect({ title, format }).toEqual({ title: 'The Report', format: 'rtf' });
    expect(markdown).toBe(
      '# Big\n\n# Part\n\nSome **bold** and *slanted* text—here\nbelow [site](https://x.example/).',
    );
  });

  test('characters by code page, by font and by number', async () => {
    const { markdown } = await read(
      String.raw`\pard caf\'e9 {\f1\'cf\'f0\'e8} {\f2\'93\'fa\'96\'7b} \u1055?\u-10179?\u-8704? \{a\}\par`,
    );
    expect(markdown).toBe('café При 日本 П😀 {a}');
  });

  test('pictures, objects and unknown destinations are left out, their data too', async () => {
    const { markdown } = await read(
      String.raw`\pard \clftsWidth3{\*\mmathPr\mmathFont34}a{\pict\pngblip 89504e47}{\*\unknown{\b x}}{\*\shppict{\pict 00}}{\object\objdata 00}\bin4 {}{}b\par`,
    );
    expect(markdown).toBe('ab');
  });

  test('notes', async () => {
    expect(
      (await read(String.raw`\pard Word{\super\chftn}{\footnote\pard{\super\chftn} See \b there\b0 .\par} on.\par`))
        .markdown,
    ).toBe('Word[^1] on.\n\n[^1]: See **there**.');
  });
});

describe('lists and tables', () => {
  test('items with the labels that the file shows', async () => {
    const item = (label: string, level: number, text: string) =>
      String.raw`{\listtext ${label}\tab}\ls1\ilvl${level} ${text}\par `;
    expect(
      (
        await read(
          String.raw`\pard ${item("\\'b7", 0, 'dot')}${item('a)', 1, 'sub')}\pard\plain next\par ${item('2.', 0, 'two')}`,
        )
      ).markdown,
    ).toBe('- dot\n    - a) sub\n\nnext\n\n2. two');
  });

  test('tables with merged cells', async () => {
    const row = (cells: string, definition = String.raw`\cellx1\cellx2\cellx3`) =>
      String.raw`\trowd${definition}\pard\intbl ${cells}\row `;
    const { markdown } = await read(
      String.raw`\pard above\par ${row(String.raw`A\cell B\cell\cell`, String.raw`\cellx1\clmgf\cellx2\clmrg\cellx3`)}${row(
        String.raw`x\cell 1\cell two\par lines\cell`,
        String.raw`\clvmgf\cellx1\cellx2\cellx3`,
      )}${row(String.raw`\cell 2\cell p|q\cell`, String.raw`\clvmrg\cellx1\cellx2\cellx3`)}\pard below\par`,
    );
    expect(markdown).toBe('above\n\n| A | B | B |\n| - | - | - |\n| x | 1 | two lines |\n| x | 2 | p\\|q |\n\nbelow');
  });
});

test('groups without end', async () => {
  expect(await refusal({ bytes: latin1(`{\\rtf1 ${'{'.repeat(100_000)}`) })).toMatchObject({ code: 'corrupt' });
});

test('whatever follows the first word, it is read or refused', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '{',
      '}',
      '\\par ',
      "\\'e9",
      '\\u-1?',
      '\\*\\x',
      '\\bin99 ',
      '\\cell ',
      '\\row ',
      '\\footnote ',
      '\\f9 ',
      '\\s1 ',
      '\\',
    ),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      try {
        rtfToMarkdown(latin1(`{\\rtf1${pieces.join('')}`), defaultLimits);
      } catch (error) {
        expect(error).toBeInstanceOf(ConversionError);
      }
    }),
  );
});
