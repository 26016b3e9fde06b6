import { link } from '../markdown.ts';
import { type Pdfium, withMemory } from './pdfium.ts';

/** An area of a page that leads somewhere, in the coordinates of upright text. */
export interface LinkArea {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Place of its target in the document's list. */
  target: number;
}

/** Unicode's signs of an annotation, around linked text until its lines are joined: begin, the target as one private character, text, end. */
const BEGIN = '\ufff9';
const END = '\ufffb';
const FIRST_TARGET = 0xe000;
/** As many as there are private characters. */
const MAX_TARGETS = 6_400;
const MAX_LENGTH = 2_048;
/** Of one page. Every character is held against every area. */
const MAX_AREAS = 1_000;
/** `PDFACTION_URI` of fpdf_doc.h. */
const TO_URI = 3;

/** The link areas of a page whose targets a reader can follow. New targets are added to `targets`. */
export function readLinks(pdfium: Pdfium, document: number, page: number, targets: string[]): LinkArea[] {
  if (pdfium._FPDFPage_GetAnnotCount(page) <= 0) return [];
  return withMemory(pdfium, 32 + MAX_LENGTH, (buffer) => {
    const areas: LinkArea[] = [];
    pdfium.HEAPU8.fill(0, buffer, buffer + 8);
    // The cursor, the link found, its rectangle and its target lie behind each other.
    const [found, rectangle, text] = [buffer + 4, buffer + 8, buffer + 32];
    while (areas.length < MAX_AREAS && pdfium._FPDFLink_Enumerate(page, buffer, found) !== 0) {
      const address = new DataView(pdfium.HEAPU8.buffer).getUint32(found, true);
      const target = targetOf(pdfium, document, address, text, targets);
      if (target === undefined || pdfium._FPDFLink_GetAnnotRect(address, rectangle) === 0) continue;
      const at = rectangle >> 2;
      const [left = 0, y1 = 0, right = 0, y2 = 0] = pdfium.HEAPF32.subarray(at, at + 4);
      areas.push({
        left: Math.min(left, right),
        right: Math.max(left, right),
        top: -Math.max(y1, y2),
        bottom: -Math.min(y1, y2),
        target,
      });
    }
    return areas;
  });
}

function targetOf(pdfium: Pdfium, document: number, address: number, text: number, targets: string[]) {
  const action = pdfium._FPDFLink_GetAction(address);
  if (action === 0 || pdfium._FPDFAction_GetType(action) !== TO_URI) return undefined;
  const size = pdfium._FPDFAction_GetURIPath(document, action, text, MAX_LENGTH);
  if (size <= 1 || size > MAX_LENGTH) return undefined;
  const uri = Buffer.from(pdfium.HEAPU8.subarray(text, text + size - 1)).toString('utf8');
  if (!/^(?:https?:\/\/|mailto:)[^\s\p{Cc}]+$/iu.test(uri)) return undefined;
  const known = targets.indexOf(uri);
  if (known >= 0) return known;
  return targets.length < MAX_TARGETS ? targets.push(uri) - 1 : undefined;
}

/** Puts the signs of a link around a text. */
export function markLink(text: string, target: number): string {
  return `${BEGIN}${String.fromCharCode(FIRST_TARGET + target)}${text}${END}`;
}

/** Text without the signs of links. */
export function plain(text: string): string {
  return text.includes(BEGIN) ? text.replace(/\ufff9[\ue000-\uf8ff]|\ufffb/g, '') : text;
}

/** Makes Markdown links of the signs; a link that was broken over lines is one. */
export function writeLinks(markdown: string, targets: readonly string[]): string {
  if (!markdown.includes(BEGIN)) return markdown;
  return markdown
    .replace(/\ufffb( ?)\ufff9([\ue000-\uf8ff])/g, (signs, blank, target, at: number, all: string) =>
      all[all.lastIndexOf(BEGIN, at) + 1] === target ? blank : signs,
    )
    .replace(/\ufff9([\ue000-\uf8ff])([^\ufff9\ufffb]*)\ufffb/g, (_signs, sign: string, text: string) => {
      const target = targets[sign.charCodeAt(0) - FIRST_TARGET] ?? '';
      const whole = text.replaceAll(' ', '');
      // An address that was broken over lines has no blanks inside.
      return link(target.endsWith(whole) ? whole : text, target.replaceAll('|', '%7C'));
    });
}
