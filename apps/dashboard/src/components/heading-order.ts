import type { Element, Root } from 'hast';

/** Below the page's one heading of the first level. */
const HIGHEST = 2;
const LOWEST = 6;

/** For rehype: a text's headings, whatever levels it has, as levels below the page's own, none of them left out. */
export function headingOrder() {
  return (tree: Root) => {
    const above: number[] = [];
    for (const heading of headingsIn(tree)) {
      const level = Number(heading.tagName.slice(1));
      while ((above.at(-1) ?? 0) >= level) above.pop();
      above.push(level);
      heading.tagName = `h${Math.min(LOWEST, HIGHEST + above.length - 1)}`;
    }
  };
}

function* headingsIn(node: Root | Element): Generator<Element> {
  for (const child of node.children) {
    if (child.type !== 'element') continue;
    if (/^h[1-6]$/.test(child.tagName)) yield child;
    else yield* headingsIn(child);
  }
}
