type Child = Node | string | null | false | Child[];
type Attributes = Record<string, string | number | boolean | ((event: never) => void) | undefined>;

/**
 * An element. Children that are texts become text and never markup; a function is a listener for the event that its name says
 * after `on`; an attribute that is undefined or false is left out.
 */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value as (event: Event) => void);
    else set(element, key, value);
  }
  element.append(...nodesOf(children));
  return element;
}

/** Puts an attribute on an element, or takes it away. */
export function set(element: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

const nodesOf = (children: readonly Child[]): (Node | string)[] =>
  children.flatMap((child) => (Array.isArray(child) ? nodesOf(child) : child === null || child === false ? [] : child));

const PATHS = {
  new: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 20V5M5 12l7-7 7 7',
  stop: 'M7 7h10v10H7z',
};

export function icon(name: keyof typeof PATHS): SVGElement {
  const [svg, path] = ['svg', 'path'].map((tag) => document.createElementNS('http://www.w3.org/2000/svg', tag)) as [
    SVGElement,
    SVGElement,
  ];
  set(svg, 'viewBox', '0 0 24 24');
  set(svg, 'aria-hidden', 'true');
  set(path, 'd', PATHS[name]);
  svg.append(path);
  return svg;
}

/** Its name is said to those who do not see its picture, and shown to those who point at it. */
export function iconButton(name: keyof typeof PATHS, label: string, onclick: () => void): HTMLButtonElement {
  return h('button', { type: 'button', 'aria-label': label, title: label, onclick }, icon(name));
}
