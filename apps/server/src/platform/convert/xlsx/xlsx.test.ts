import { describe, expect, test } from 'vitest';
import { convert } from '../convert.ts';
import { defaultLimits } from '../limits.ts';
import { chart, rels, sheetData, xlsx } from '../testing.ts';

const read = async (sheet: string, parts: Record<string, string> = {}) =>
  (await convert({ bytes: xlsx({ S: sheet }, parts) })).markdown;

test('each visible sheet is a page with its name', async () => {
  const file = xlsx({
    One: sheetData([
      ['a', 'b'],
      [1, 2],
    ]),
    Two: sheetData([['only']]),
  });
  const { markdown, pages, format } = await convert({ bytes: file });
  expect(markdown).toBe('## One\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n## Two\n\nonly');
  expect(pages?.map(({ start, end }) => markdown.slice(start, end).trim())).toEqual([
    '## One\n\n| a | b |\n| - | - |\n| 1 | 2 |',
    '## Two\n\nonly',
  ]);
  expect(format).toBe('xlsx');
});

test('shared strings, results of formulas, truth values and errors', async () => {
  const sheet = `<sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>
    <row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="b"><v>1</v></c></row>
    <row r="3"><c r="A3" t="e"><v>#N/A</v></c><c r="B3" t="str"><f>x</f><v>text</v></c></row></sheetData>`;
  const strings =
    '<sst><si><t>plain</t></si><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>hint</t></rPh></si></sst>';
  expect(await read(sheet, { 'xl/sharedStrings.xml': strings })).toBe(
    '## S\n\n| rich text | plain |\n| - | - |\n| 2 | TRUE |\n| #N/A | text |',
  );
});

test('numbers are shown as their styles say', async () => {
  const styles = `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="#,##0.00&quot; €&quot;"/></numFmts>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/><xf numFmtId="9"/></cellXfs></styleSheet>`;
  const cells = [
    [1, 45_000],
    [2, 1234.5],
    [3, 0.25],
    [0, 0.1 + 0.2],
  ].map(([style, value]) => `<c s="${style}"><v>${value}</v></c>`);
  expect(await read(`<sheetData><row>${cells.join('')}</row></sheetData>`, { 'xl/styles.xml': styles })).toBe(
    '## S\n\n| 2023-03-15 | 1,234.50 € | 25% | 0.3 |\n| - | - | - | - |',
  );
});

describe('tables on a sheet', () => {
  test('are told apart by empty cells', async () => {
    const rows = [
      ['a', 'b', '', '', ''],
      [1, 2, '', 'x', 'y'],
      ['', '', '', 3, 4],
      ['', '', '', '', ''],
      ['', 'note', '', '', ''],
    ];
    expect(await read(sheetData(rows))).toBe(
      '## S\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n| x | y |\n| - | - |\n| 3 | 4 |\n\nnote',
    );
  });

  test('an empty column does not tear a table apart', async () => {
    expect(
      await read(
        sheetData([
          ['a', '', 'b'],
          [1, '', 2],
        ]),
      ),
    ).toBe('## S\n\n| a | b |\n| - | - |\n| 1 | 2 |');
  });

  test('merged cells repeat their text', async () => {
    const merged = `${sheetData([
      ['Head', ''],
      ['x', 1],
      ['', 2],
    ])}<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/></mergeCells>`;
    expect(await read(merged)).toBe('## S\n\n| Head | Head |\n| - | - |\n| x | 1 |\n| x | 2 |');
  });

  test('two cells at the far ends of a sheet do not make a table of all between', async () => {
    const cell = (reference: string) => `<c r="${reference}" t="str"><v>${reference}</v></c>`;
    const rows = `<sheetData><row r="1">${cell('A1')}</row><row r="1048576">${cell('XFD1048576')}</row></sheetData>`;
    expect(await read(`${rows}<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`)).toBe(
      '## S\n\nA1\n\nXFD1048576',
    );
  });

  test('a long diagonal stays small', async () => {
    const rows = Array.from(
      { length: 2_000 },
      (_, index) => `<row><c r="${column(index)}${index + 1}"><v>${index}</v></c></row>`,
    );
    expect((await read(`<sheetData>${rows.join('')}</sheetData>`)).length).toBeLessThan(100_000);
  });
});

function column(index: number): string {
  return (index >= 26 ? column(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
}

test('tables that only meet at a corner are two', async () => {
  const table = sheetData([
    ['a', 'b', ''],
    [1, 2, ''],
    ['', '', 'c'],
    ['', '', 3],
  ]);
  expect(await read(table)).toBe('## S\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n| c |\n| - |\n| 3 |');
});

test('charts and comments follow the cells, also where their parts are named from the root', async () => {
  const parts = {
    'xl/worksheets/_rels/sheet1.xml.rels': rels(
      ['rId1', 'drawing', '/xl/drawings/drawing1.xml'],
      ['rId2', 'comments', '../comments1.xml'],
      ['rId3', 'threadedComment', '../threads.xml'],
    ),
    'xl/drawings/drawing1.xml': '<xdr:wsDr xmlns:c="c" xmlns:r="r"><c:chart r:id="rId1"/></xdr:wsDr>',
    'xl/drawings/_rels/drawing1.xml.rels': rels(['rId1', 'chart', '../charts/chart1.xml']),
    'xl/charts/chart1.xml': chart('Boats', 'bar3DChart', ['2024', '2025'], { In: [0.1 + 0.2, 2], Out: [3] }),
    'xl/comments1.xml':
      '<comments><authors><author>Ann</author><author>tc={1}</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>Is this </t></r><r><t>so?</t></r></text></comment><comment ref="B2" authorId="1"><text><t>[Threaded comment]</t></text></comment></commentList></comments>',
    'xl/threads.xml':
      '<ThreadedComments><threadedComment ref="B2" personId="{1}"><text>Yes.</text></threadedComment></ThreadedComments>',
    'xl/person.xml': '<personList><person displayName="Bob" id="{1}"/></personList>',
    'xl/_rels/workbook.xml.rels': rels(
      ['rId1', 'worksheet', '/xl/worksheets/sheet1.xml'],
      ['rId2', 'person', 'person.xml'],
    ),
  };
  expect(await read(sheetData([['x']]), parts)).toBe(
    '## S\n\nx\n\nBoats\n\nBar chart\n\n|  | In | Out |\n| - | - | - |\n| 2024 | 0.3 | 3 |\n| 2025 | 2 |  |\n\nA1 (Ann): Is this so?\n\nB2 (Bob): Yes.',
  );
});

test('a hidden sheet is left out', async () => {
  const file = xlsx(
    { Shown: sheetData([['a']]), Secret: sheetData([['b']]) },
    {
      'xl/workbook.xml':
        '<workbook xmlns:r="r"><sheets><sheet name="Shown" r:id="rId1"/><sheet name="Secret" state="hidden" r:id="rId2"/></sheets></workbook>',
    },
  );
  expect((await convert({ bytes: file })).markdown).toBe('## Shown\n\na');
});

test('a sheet of more text than allowed', async () => {
  const file = xlsx({ S: sheetData([['word '.repeat(100)]]) });
  await expect(convert({ bytes: file }, { ...defaultLimits, maxMarkdownLength: 100 })).rejects.toMatchObject({
    code: 'too_large',
  });
});

test('a sheet that unpacks to far more than it seems', async () => {
  const bomb = xlsx({ S: ' '.repeat(3_000_000) });
  const limits = { ...defaultLimits, maxUnpackedBytes: 2_000_000 };
  expect(bomb.length).toBeLessThan(20_000);
  await expect(convert({ bytes: bomb }, limits)).rejects.toMatchObject({ code: 'too_large' });
});
