import type { Element, ElementContent, Root, RootContent, Text } from 'hast';

const NUMBERS = /\[(\d{1,3})\]/g;
const PREFIX = '#citation-';

/** For rehype: `[1]` in the text becomes a link to the citation of that number, if there is one. */
export const citeChips = (numbers: ReadonlySet<number>) => () => (tree: Root) => {
  tree.children = tree.children.flatMap((child): RootContent[] =>
    child.type === 'doctype' ? [child] : linked(child, numbers),
  );
};

/** The number of the citation that a link made here stands for. */
export const citationOf = (href: string | undefined): number | null =>
  href?.startsWith(PREFIX) ? Number(href.slice(PREFIX.length)) : null;

function linked(node: ElementContent, numbers: ReadonlySet<number>): ElementContent[] {
  if (node.type === 'element') {
    if (node.tagName === 'code' || node.tagName === 'a') return [node];
    return [{ ...node, children: node.children.flatMap((child) => linked(child, numbers)) }];
  }
  return node.type === 'text' ? divided(node, numbers) : [node];
}

function divided({ value }: Text, numbers: ReadonlySet<number>): ElementContent[] {
  const parts: ElementContent[] = [];
  let from = 0;
  for (const match of value.matchAll(NUMBERS)) {
    if (!numbers.has(Number(match[1]))) continue;
    parts.push({ type: 'text', value: value.slice(from, match.index) }, chip(Number(match[1])));
    from = match.index + match[0].length;
  }
  parts.push({ type: 'text', value: value.slice(from) });
  return parts;
}

const chip = (n: number): Element => ({
  type: 'element',
  tagName: 'a',
  properties: { href: `${PREFIX}${n}` },
  children: [{ type: 'text', value: String(n) }],
});
