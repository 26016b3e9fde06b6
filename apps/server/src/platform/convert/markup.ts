/** An element of XML or HTML, as far as reading a document needs it. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: (Element | string)[];
}

/** The element's child elements, of one name or all. */
export function elements(parent: Element | undefined, name?: string): Element[] {
  const found: Element[] = [];
  for (const node of parent?.children ?? []) {
    if (typeof node !== 'string' && (name === undefined || node.name === name)) found.push(node);
  }
  return found;
}

/** Follows child names down from an element, the first of each name: `find(shape, 'nvSpPr', 'nvPr', 'ph')`. */
export function find(parent: Element | undefined, ...path: string[]): Element | undefined {
  let at = parent;
  for (const name of path) {
    at = at?.children.find((node): node is Element => typeof node !== 'string' && node.name === name);
  }
  return at;
}

/** Every element of that name below, in document order. */
export function* descendants(parent: Element | undefined, name: string): Generator<Element> {
  for (const child of elements(parent)) {
    if (child.name === name) yield child;
    yield* descendants(child, name);
  }
}

/** All text below an element, joined. */
export function textOf(node: Element | undefined): string {
  if (!node) return '';
  return node.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
