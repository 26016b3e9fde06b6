import { describe, expect, test } from 'vitest';
import { convert } from '../convert.ts';
import { docx, paragraph, refusal, rels } from '../testing.ts';

async function read(body: string, parts: Record<string, string> = {}) {
  return convert({ bytes: docx(body, parts) });
}

const styles = {
  'word/styles.xml': `<w:styles xmlns:w="w">
    <w:style w:styleId="T"><w:name w:val="Title"/></w:style>
    <w:style w:styleId="U1"><w:name w:val="heading 1"/></w:style>
    <w:style w:styleId="Own"><w:name w:val="Chapter"/><w:basedOn w:val="U1"/></w:style>
    <w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>
    <w:style w:styleId="Bullets"><w:name w:val="Bullets"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>`,
};
const style = (id: string) => `<w:pStyle w:val="${id}"/>`;

const numbering = {
  'word/numbering.xml': `<w:numbering xmlns:w="w">
    <w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
    <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
      <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
    <w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>`,
};
const item = (text: string, list: number, level = 0) =>
  paragraph(text, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`);

describe('headings', () => {
  test('come from styles, their parents, and outline levels', async () => {
    const body = [
      paragraph('One', style('U1')),
      paragraph('Two', style('Own')),
      paragraph('Three', '<w:outlineLvl w:val="2"/>'),
      paragraph('Body', style('Loop')),
    ];
    const { markdown, title, pages } = await read(body.join(''), styles);
    expect(markdown).toBe('# One\n\n# Two\n\n### Three\n\nBody');
    expect(title).toBe('One');
    expect(pages).toBeNull();
  });

  test('stand below a title', async () => {
    const { markdown, title } = await read(paragraph('Report', style('T')) + paragraph('One', style('U1')), styles);
    expect(markdown).toBe('# Report\n\n## One');
    expect(title).toBe('Report');
  });
});

test('the title in the properties counts, unless a program made it up', async () => {
  const core = (title: string) => ({
    'docProps/core.xml': `<c:coreProperties xmlns:dc="d"><dc:title>${title}</dc:title></c:coreProperties>`,
  });
  expect((await read(paragraph('x'), core('Annual report'))).title).toBe('Annual report');
  expect((await read(paragraph('x'), core('Microsoft Word - draft.doc'))).title).toBeNull();
});

describe('lists', () => {
  test('bullets, levels and styles', async () => {
    const body = item('a', 1) + item('b', 1, 1) + paragraph('c', style('Bullets')) + paragraph('text');
    expect((await read(body, { ...styles, ...numbering })).markdown).toBe('- a\n    - b\n- c\n\ntext');
  });

  test('numbers go on after a paragraph, and begin again where the document says so', async () => {
    const body =
      item('a', 2) +
      item('b', 2, 1) +
      item('c', 2, 1) +
      paragraph('text') +
      item('d', 2) +
      item('e', 2, 1) +
      item('f', 3);
    expect((await read(body, numbering)).markdown).toBe(
      '1. a\n    - 1.a) b\n    - 1.b) c\n\ntext\n\n2. d\n    - 2.a) e\n\n1. f',
    );
  });
});

describe('runs', () => {
  const run = (text: string, properties = '') =>
    `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;

  test('emphasis joins over runs; hidden and deleted text is left out, inserted text is not', async () => {
    const body = `<w:p>${run('one ', '<w:b/>')}${run('two', '<w:b/>')}${run(' three', '<w:b w:val="0"/>')}${run('x', '<w:vanish/>')}
      <w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins>${run(' new', '<w:i/>')}</w:ins></w:p>`;
    expect((await read(body)).markdown).toBe('**one two** three *new*');
  });

  test('links, tabs, breaks, formulas and notes', async () => {
    const body = `<w:p><w:hyperlink r:id="rId9">${run('site')}</w:hyperlink><w:r><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>
      <m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath><w:r><w:footnoteReference w:id="2"/></w:r></w:p>`;
    const { markdown } = await read(body, {
      'word/_rels/document.xml.rels': rels(['rId9', 'hyperlink', 'https://x.example/']),
      'word/footnotes.xml': `<w:footnotes xmlns:w="w"><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>
        <w:footnote w:id="2">${paragraph('See there.')}</w:footnote></w:footnotes>`,
    });
    expect(markdown).toBe('[site](https://x.example/) a\nb$x=1$[^2]\n\n[^2]: See there.');
  });

  test('a text box is read once, though the file holds it twice', async () => {
    const box = `<w:txbxContent>${paragraph('in the box')}</w:txbxContent>`;
    const body = `<w:p>${run('before')}<w:r><mc:AlternateContent><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:r></w:p>`;
    expect((await read(body)).markdown).toBe('before\n\nin the box');
  });
});

describe('tables', () => {
  const cell = (text: string, properties = '') => `<w:tc><w:tcPr>${properties}</w:tcPr>${paragraph(text)}</w:tc>`;

  test('merged cells repeat their text; a row may begin late', async () => {
    const { markdown } = await read(`<w:tbl>
      <w:tr>${cell('A')}${cell('B', '<w:gridSpan w:val="2"/>')}</w:tr>
      <w:tr>${cell('x', '<w:vMerge w:val="restart"/>')}${cell('1')}${cell('p|q')}</w:tr>
      <w:tr>${cell('', '<w:vMerge/>')}${cell('2')}<w:tc>${paragraph('two')}${paragraph('lines')}</w:tc></w:tr>
      <w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>${cell('3')}${cell('4')}</w:tr></w:tbl>`);
    expect(markdown).toBe('| A | B | B |\n| - | - | - |\n| x | 1 | p\\|q |\n| x | 2 | two lines |\n|  | 3 | 4 |');
  });

  test('lists in cells keep their labels and count on; tables in cells are told cell by cell', async () => {
    const numbering = {
      'word/numbering.xml':
        '<w:numbering><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
    };
    const item = (text: string) => paragraph(text, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>');
    const inner = `<w:tbl><w:tr>${cell('p')}${cell('q')}</w:tr></w:tbl>`;
    const { markdown } = await read(
      `<w:tbl><w:tr><w:tc>${item('one')}${item('two')}</w:tc><w:tc>${inner}${paragraph('r')}</w:tc></w:tr></w:tbl>${item('three')}`,
      numbering,
    );
    expect(markdown).toBe('| 1. one 2. two | p q r |\n| - | - |\n\n3. three');
  });

  test('a table of one cell is a frame around text', async () => {
    expect((await read(`<w:tbl><w:tr><w:tc>${paragraph('a')}${paragraph('b')}</w:tc></w:tr></w:tbl>`)).markdown).toBe(
      'a\n\nb',
    );
  });
});

test('an entity bomb is refused', async () => {
  const bomb = docx('', { 'word/document.xml': '<!DOCTYPE x [<!ENTITY a "b">]><w:document/>' });
  expect(await refusal({ bytes: bomb })).toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining('DOCTYPE'),
  });
});
