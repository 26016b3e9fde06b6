import type { Element, ElementContent, Nodes, Root, RootContent } from 'hast';
import type { Span } from '../naming.ts';

/**
 * For rehype: marks what comes from a span of the Markdown.
 *
 * @param span offsets into the Markdown that is rendered
 */
export const markSpan = (span: Span) => () => (tree: Root) => {
  tree.children = tree.children.flatMap((child): RootContent[] =>
    child.type === 'doctype' ? [child] : marked(child, span, placeOf(child)),
  );
};

function marked(node: ElementContent, span: Span, place: Span | null): ElementContent[] {
  if (node.type === 'element') {
    return [{ ...node, children: node.children.flatMap((child) => marked(child, span, placeOf(child) ?? place)) }];
  }
  if (node.type !== 'text' || !place || node.value.trim() === '') return [node];
  const from = Math.max(span.start, place.start);
  const to = Math.min(span.end, place.end);
  if (from >= to) return [node];
  // Where signs were escaped, offsets into the source are not offsets into the text: the whole of it is marked then.
  const isVerbatim = place.end - place.start === node.value.length;
  if (!isVerbatim) return [mark(node.value)];
  const [before, inside, after] = [
    node.value.slice(0, from - place.start),
    node.value.slice(from - place.start, to - place.start),
    node.value.slice(to - place.start),
  ];
  return [...(before ? [text(before)] : []), mark(inside), ...(after ? [text(after)] : [])];
}

const text = (value: string) => ({ type: 'text', value }) as const;

const mark = (value: string): Element => ({
  type: 'element',
  tagName: 'mark',
  properties: {},
  children: [text(value)],
});

function placeOf({ position }: Nodes): Span | null {
  const start = position?.start.offset;
  const end = position?.end.offset;
  return start === undefined || end === undefined ? null : { start, end };
}
