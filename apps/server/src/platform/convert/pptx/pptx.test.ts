import { describe, expect, test } from 'vitest';
import { convert } from '../convert.ts';
import { defaultLimits } from '../limits.ts';
import { chart, pptx, rels } from '../testing.ts';

const text = (value: string, properties = '') => `<a:p>${properties}<a:r><a:t>${value}</a:t></a:r></a:p>`;
const shape = (paragraphs: string, role = '') =>
  `<p:sp><p:nvSpPr><p:nvPr>${role}</p:nvPr></p:nvSpPr><p:txBody>${paragraphs}</p:txBody></p:sp>`;
const title = (value: string) => shape(text(value), '<p:ph type="title"/>');

test('slides are pages, in the order of the presentation', async () => {
  const slides = [title('First') + shape(text('Words')), '', title('Third')];
  const { markdown, pages, title: named, format } = await convert({ bytes: pptx(slides) });
  expect(markdown).toBe('# First\n\nWords\n\n# Third');
  expect(pages?.map(({ number, start, end }) => [number, markdown.slice(start, end).trim()])).toEqual([
    [1, '# First\n\nWords'],
    [2, ''],
    [3, '# Third'],
  ]);
  expect([named, format]).toEqual(['First', 'pptx']);
});

describe('lists', () => {
  test('a placeholder has bullets unless a paragraph says otherwise', async () => {
    const body = text('Intro', '<a:pPr><a:buNone/></a:pPr>') + text('a') + text('b', '<a:pPr lvl="1"/>') + text('c');
    expect((await convert({ bytes: pptx([shape(body, '<p:ph idx="1"/>')]) })).markdown).toBe(
      'Intro\n\n- a\n    - b\n- c',
    );
  });

  test('a text box has them only where it says so', async () => {
    const numbered = '<a:pPr><a:buAutoNum type="arabicPeriod" startAt="3"/></a:pPr>';
    const body =
      text('Intro') + text('c', numbered) + text('d', numbered) + text('x', '<a:pPr><a:buChar char="•"/></a:pPr>');
    expect((await convert({ bytes: pptx([shape(body)]) })).markdown).toBe('Intro\n\n3. c\n4. d\n\n- x');
  });
});

test('tables, groups, links and notes; slide numbers are left out', async () => {
  const cell = (value: string, merge = '') => `<a:tc ${merge}><a:txBody>${text(value)}</a:txBody></a:tc>`;
  const table = `<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr>${cell('A', 'gridSpan="2"')}${cell('', 'hMerge="1"')}</a:tr>
    <a:tr>${cell('x', 'rowSpan="2"')}${cell('1')}</a:tr><a:tr>${cell('', 'vMerge="1"')}${cell('2')}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
  const linked = `<a:p><a:r><a:rPr><a:hlinkClick r:id="rId1"/></a:rPr><a:t>site</a:t></a:r></a:p>`;
  const group = `<p:grpSp>${shape(linked)}</p:grpSp>`;
  const slide = table + group + shape(text('7'), '<p:ph type="sldNum"/>');
  const file = pptx([slide], {
    'ppt/slides/_rels/slide1.xml.rels': rels(
      ['rId1', 'hyperlink', 'https://x.example/'],
      ['rId2', 'notesSlide', '../notesSlides/n.xml'],
    ),
    'ppt/notesSlides/n.xml': `<p:notes xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree>${shape(text('Speak slowly.'), '<p:ph type="body"/>')}</p:spTree></p:cSld></p:notes>`,
  });
  expect((await convert({ bytes: file })).markdown).toBe(
    '| A | A |\n| - | - |\n| x | 1 |\n| x | 2 |\n\n[site](https://x.example/)\n\nNotes:\n\nSpeak slowly.',
  );
});

describe('the order of reading', () => {
  const placed = (value: string, left: number, top: number, role = '') =>
    `<p:sp><p:nvSpPr><p:nvPr>${role}</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="${left}" y="${top}"/><a:ext cx="40" cy="20"/></a:xfrm></p:spPr><p:txBody>${text(value)}</p:txBody></p:sp>`;
  const read = async (slide: string, parts: Record<string, string> = {}) =>
    (await convert({ bytes: pptx([slide], parts) })).markdown.replaceAll('\n\n', ' ');

  test('is from above to below, then from left to right, whatever was drawn first', async () => {
    const columns = placed('left', 0, 25) + placed('right', 50, 20) + placed('right below', 50, 38);
    expect(await read(placed('foot', 0, 80) + columns + placed('head', 10, 0))).toBe(
      'head left right right below foot',
    );
  });

  test('takes the places of placeholders from the layout', async () => {
    const role = '<p:ph type="body" idx="4"/>';
    const body = shape(text('body', '<a:pPr><a:buNone/></a:pPr>'), role);
    const layout = `<p:sldLayout><p:cSld><p:spTree>${placed('hint', 0, 50, role)}</p:spTree></p:cSld></p:sldLayout>`;
    const parts = {
      'ppt/slides/_rels/slide1.xml.rels': rels(['rId1', 'slideLayout', '../slideLayouts/l.xml']),
      'ppt/slideLayouts/l.xml': layout,
    };
    expect(await read(body + placed('above', 0, 0), parts)).toBe('above body');
    expect(await read(body + placed('above', 0, 0))).toBe('body above');
  });
});

test('charts are told by their figures, diagrams by their texts', async () => {
  const frame = (inner: string) =>
    `<p:graphicFrame><a:graphic><a:graphicData>${inner}</a:graphicData></a:graphic></p:graphicFrame>`;
  const file = pptx([frame('<c:chart xmlns:c="c" r:id="rId1"/>') + frame('<dgm:relIds xmlns:dgm="d" r:dm="rId2"/>')], {
    'ppt/slides/_rels/slide1.xml.rels': rels(
      ['rId1', 'chart', '../charts/chart1.xml'],
      ['rId2', 'diagramData', '../diagrams/data1.xml'],
    ),
    'ppt/diagrams/data1.xml': `<dgm:dataModel><dgm:ptLst><dgm:pt><dgm:t>${text('Plan')}</dgm:t></dgm:pt><dgm:pt/><dgm:pt><dgm:t>${text('Build')}</dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>`,
    'ppt/charts/chart1.xml': chart('Boats', 'lineChart', ['2024'], { In: [1] }),
  });
  expect((await convert({ bytes: file })).markdown).toBe(
    'Boats\n\nLine chart\n\n|  | In |\n| - | - |\n| 2024 | 1 |\n\n- Plan\n- Build',
  );
});

test('more slides than allowed', async () => {
  const limits = { ...defaultLimits, maxPages: 2 };
  await expect(convert({ bytes: pptx(['', '', '']) }, limits)).rejects.toMatchObject({
    code: 'too_large',
    message: /3 slides/,
  });
});
