import { posix } from 'node:path';
import { ConversionError } from './errors.ts';
import { descendants, type Element, elements, textOf } from './markup.ts';
import { oneLine } from './normalise.ts';
import { parseXml } from './xml.ts';
import type { Zip } from './zip.ts';

/** Where a part of an Office file points: another part's path, or an address outside. */
export interface Relationship {
  /** The last word of the relationship type's address: `slide`, `hyperlink`, `notesSlide`, … */
  type: string;
  target: string;
  external: boolean;
}

/** A part's relationships by id (ECMA-376 part 2, section 8); none if it has none. */
export function relationships(zip: Zip, part: string): Map<string, Relationship> {
  const bytes = zip.read(posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`));
  const found = new Map<string, Relationship>();
  if (!bytes) return found;
  for (const { attributes } of descendants(parseXml(bytes), 'Relationship')) {
    const external = attributes.TargetMode === 'External';
    const target = attributes.Target ?? '';
    found.set(attributes.Id ?? '', {
      type: attributes.Type?.split('/').at(-1) ?? '',
      target: external ? target : posix.resolve('/', posix.dirname(part), target).slice(1),
      external,
    });
  }
  return found;
}

/** The part that holds the document itself. Its usual place, if the file does not say. */
export function mainPart(zip: Zip, usual: string): string {
  const stated = partOfType(relationships(zip, ''), 'officeDocument');
  return stated !== undefined && zip.names.has(stated) ? stated : usual;
}

/** The first part of a type among relationships. */
export function partOfType(parts: ReadonlyMap<string, Relationship>, type: string): string | undefined {
  for (const part of parts.values()) if (part.type === type && !part.external) return part.target;
  return undefined;
}

/** A part's XML; `undefined` when the file has no such part. */
export function readPart(zip: Zip, part: string): Element | undefined {
  const bytes = zip.read(part);
  return bytes && parseXml(bytes);
}

/** @throws ConversionError `corrupt` when the part is missing */
export function requirePart(zip: Zip, part: string): Uint8Array {
  const bytes = zip.read(part);
  if (bytes) return bytes;
  throw new ConversionError(
    'corrupt',
    `This Office file lacks its main part (${part}). Save it again in the program that made it.`,
  );
}

/** The title in the document's properties, unless it is one that programs fill in by themselves. */
export function propertyTitle(zip: Zip): string | null {
  const properties = readPart(zip, 'docProps/core.xml');
  const title = oneLine(textOf(descendants(properties, 'title').next().value));
  return meaningfulTitle(title);
}

/** Titles that programs invent say nothing about the document. */
export function meaningfulTitle(title: string): string | null {
  const invented =
    /^(?:untitled|powerpoint presentation|slide 1|document\d*|microsoft (?:word|excel|powerpoint)\b.*|.*\.(?:docx?|xlsx?|pptx?|pdf|tex|dvi|indd))$/i;
  return title === '' || invented.test(title) ? null : title;
}

/** An on/off property such as `<b/>`, `<b w:val="0"/>`: present means on unless it says otherwise (ECMA-376 part 1, 17.17.4). */
export function isOn(parent: Element | undefined, name: string): boolean {
  const property = elements(parent, name)[0];
  return property !== undefined && !/^(?:0|false|off|none)$/.test(property.attributes.val ?? '');
}
