import { Parser } from 'htmlparser2';
import { ConversionError } from './errors.ts';
import type { Element } from './markup.ts';

/** The readers recurse, and no honest document comes near. */
const MAX_DEPTH = 500;

/** Names come without their namespace prefix: Office writers differ in prefixes, never in local names. */
export interface XmlHandler {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Streams the XML of an Office file. Only XML's five entities and character references are expanded; a DOCTYPE, which
 * no Office program writes, is refused, and with it every entity bomb and external reference.
 *
 * An attribute loses its prefix when it is its element's own (`w:val` on `w:tab` → `val`); others keep it (`r:id`).
 *
 * @throws ConversionError `corrupt`
 */
export function streamXml(bytes: Uint8Array, handler: XmlHandler): void {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(qualified, attributes) {
        depth += 1;
        if (depth > MAX_DEPTH)
          throw new ConversionError(
            'corrupt',
            'This file is nested too deeply to be an ordinary document. It was not read.',
          );
        handler.open?.(localName(qualified), ownAttributes(qualified, attributes));
      },
      ontext(text) {
        handler.text?.(text);
      },
      onclosetag(qualified) {
        depth -= 1;
        handler.close?.(localName(qualified));
      },
      onprocessinginstruction(name) {
        if (name.toLowerCase() !== '!doctype') return;
        throw new ConversionError(
          'corrupt',
          'This file holds a DOCTYPE declaration, which no Office program writes. It was not read.',
        );
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(decodeXml(bytes));
}

/**
 * A whole XML file as a tree; for the parts of an Office file that are read out of order.
 *
 * @throws ConversionError `corrupt`
 */
export function parseXml(bytes: Uint8Array): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open: Element[] = [root];
  streamXml(bytes, {
    open(name, attributes) {
      const element: Element = { name, attributes, children: [] };
      open.at(-1)?.children.push(element);
      open.push(element);
    },
    text(text) {
      open.at(-1)?.children.push(text);
    },
    close() {
      open.pop();
    },
  });
  return root;
}

function localName(qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1);
}

function ownAttributes(element: string, attributes: Record<string, string>): Record<string, string> {
  const prefix = element.slice(0, element.indexOf(':') + 1);
  if (prefix === '') return attributes;
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    own[name.startsWith(prefix) ? name.slice(prefix.length) : name] = value;
  }
  return own;
}

/** XML is UTF-8 unless a byte order mark says UTF-16 (XML 1.0, appendix F). */
function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}
