import { emphasis, link } from '../markdown.ts';
import { type Element, elements, find, textOf } from '../markup.ts';
import { toLatex } from '../math.ts';
import { isOn, type Relationship } from '../ooxml.ts';

/** A stretch of text in one style. */
interface Run {
  text: string;
  bold: boolean;
  italic: boolean;
  target: string | undefined;
}

/** A paragraph's text, and the text boxes anchored in it. */
export interface ParagraphText {
  /** Without any marks. */
  plain: string;
  /** With emphasis and links. */
  markdown: string;
  boxes: Element[];
  /** What else is anchored in it. */
  drawings: Element[];
}

/** Reads a paragraph's runs (ECMA-376 part 1, 17.3.2): what is deleted or hidden is left out, what is inserted counts. */
export function readParagraph(paragraph: Element, links: ReadonlyMap<string, Relationship>): ParagraphText {
  const runs: Run[] = [];
  const boxes: Element[] = [];
  const drawings: Element[] = [];
  collect(paragraph, undefined);
  return { plain: runs.map((run) => run.text).join(''), markdown: runs.map(styled).join(''), boxes, drawings };

  function collect(parent: Element, target: string | undefined): void {
    for (const child of elements(parent)) {
      switch (child.name) {
        case 'r':
          add(child, target);
          break;
        case 'hyperlink':
          collect(child, links.get(child.attributes['r:id'] ?? '')?.target);
          break;
        case 'oMath':
          math(child, '$', target);
          break;
        case 'oMathPara':
          math(child, '$$', target);
          break;
        case 'ins':
        case 'moveTo':
        case 'smartTag':
        case 'fldSimple':
        case 'sdt':
        case 'sdtContent':
        case 'customXml':
        case 'dir':
        case 'bdo':
          collect(child, target);
          break;
      }
    }
  }

  function math(formula: Element, mark: string, target: string | undefined): void {
    const latex = toLatex(formula);
    if (latex !== '') push({ text: `${mark}${latex}${mark}`, bold: false, italic: false, target });
  }

  function add(run: Element, target: string | undefined): void {
    const properties = find(run, 'rPr');
    if (isOn(properties, 'vanish')) return;
    for (const drawing of elements(run)) {
      boxes.push(...textBoxes(drawing));
      if (drawing.name !== 't') drawings.push(drawing);
    }
    push({ text: runText(run), bold: isOn(properties, 'b'), italic: isOn(properties, 'i'), target });
  }

  /** Word splits text into runs at will; neighbours of one style are one stretch. */
  function push(run: Run): void {
    const last = runs.at(-1);
    if (run.text === '') return;
    if (last && last.bold === run.bold && last.italic === run.italic && last.target === run.target)
      last.text += run.text;
    else runs.push(run);
  }
}

function styled(run: Run): string {
  const text = emphasis(emphasis(run.text, run.italic ? '*' : ''), run.bold ? '**' : '');
  return link(text, run.target);
}

function runText(run: Element): string {
  return elements(run)
    .map((child) => {
      switch (child.name) {
        case 't':
          return textOf(child);
        case 'tab':
        case 'ptab':
          return ' ';
        case 'br':
        case 'cr':
          return child.attributes.type === 'page' || child.attributes.type === 'column' ? '' : '\n';
        case 'noBreakHyphen':
          return '-';
        case 'footnoteReference':
          return `[^${child.attributes.id}]`;
        case 'endnoteReference':
          return `[^e${child.attributes.id}]`;
        case 'ruby':
          return elements(find(child, 'rubyBase'), 'r').map(runText).join('');
        default:
          return '';
      }
    })
    .join('');
}

/** Text boxes in a drawing. Word writes each twice, for itself and for older programs: the first is enough. */
function textBoxes(drawing: Element): Element[] {
  if (drawing.name === 'txbxContent') return [drawing];
  if (drawing.name === 'AlternateContent') {
    for (const alternative of elements(drawing)) {
      const boxes = textBoxes(alternative);
      if (boxes.length > 0) return boxes;
    }
    return [];
  }
  return elements(drawing).flatMap(textBoxes);
}
