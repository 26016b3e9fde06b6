import { type Element, elements, find } from '../markup.ts';

/** Where a shape stands on its slide, in EMU. */
interface Place {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Shapes as a reader takes them, not as they were drawn: those above before those below, and of what stands side by side the
 * left before the right (recursive cuts along empty strips; Nagy and Seth, 1984). A slide with shapes whose place is
 * not known stays as it is.
 *
 * @param layout the shapes of the slide's layout, from which placeholders inherit their places
 */
export function inReadingOrder(shapes: readonly Element[], layout: readonly Element[]): Element[] {
  const placed = shapes.map((shape) => ({ shape, place: placeOf(shape) ?? inherited(shape, layout) }));
  const known: Placed[] = [];
  for (const { shape, place } of placed) {
    if (place) known.push({ shape, place });
    else if (elements(shape).length > 0 && hasText(shape)) return [...shapes];
    else known.push({ shape, place: { left: 0, top: 0, right: 0, bottom: 0 } });
  }
  return cut(known, 'top', 'bottom', false).map(({ shape }) => shape);
}

interface Placed {
  shape: Element;
  place: Place;
}

function cut(shapes: Placed[], start: 'top' | 'left', end: 'bottom' | 'right', isSecond: boolean): Placed[] {
  if (shapes.length < 2) return shapes;
  const groups: Placed[][] = [];
  let reach = Number.NEGATIVE_INFINITY;
  for (const one of shapes.toSorted((a, b) => a.place[start] - b.place[start])) {
    // Boxes overlap a little where their texts do not.
    const slack = (one.place[end] - one.place[start]) / 10;
    if (one.place[start] + slack >= reach) groups.push([]);
    groups.at(-1)?.push(one);
    reach = Math.max(reach, one.place[end]);
  }
  if (groups.length === 1) {
    // Neither strip: in the order they were drawn.
    if (isSecond) return shapes;
    return start === 'top' ? cut(shapes, 'left', 'right', true) : cut(shapes, 'top', 'bottom', true);
  }
  return groups.flatMap((group) => {
    const drawn = shapes.filter((one) => group.includes(one));
    return start === 'top' ? cut(drawn, 'left', 'right', false) : cut(drawn, 'top', 'bottom', false);
  });
}

function placeOf(shape: Element): Place | undefined {
  const frame = find(shape, 'spPr', 'xfrm') ?? find(shape, 'grpSpPr', 'xfrm') ?? find(shape, 'xfrm');
  const offset = find(frame, 'off')?.attributes;
  const extent = find(frame, 'ext')?.attributes;
  const [left, top, width, height] = [offset?.x, offset?.y, extent?.cx, extent?.cy].map(Number);
  if (left === undefined || top === undefined || width === undefined || height === undefined) return undefined;
  return [left, top, width, height].every(Number.isFinite)
    ? { left, top, right: left + width, bottom: top + height }
    : undefined;
}

function inherited(shape: Element, layout: readonly Element[]): Place | undefined {
  const role = roleOf(shape);
  if (!role) return undefined;
  const sameIndex = layout.find((other) => role.idx !== undefined && roleOf(other)?.idx === role.idx);
  const model = sameIndex ?? layout.find((other) => roleOf(other)?.type === role.type);
  return model && placeOf(model);
}

function roleOf(shape: Element): Record<string, string> | undefined {
  return find(shape, 'nvSpPr', 'nvPr', 'ph')?.attributes;
}

function hasText(shape: Element): boolean {
  return find(shape, 'txBody') !== undefined || shape.name === 'graphicFrame' || shape.name === 'grpSp';
}
