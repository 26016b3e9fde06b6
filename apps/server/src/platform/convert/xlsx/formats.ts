import { descendants, type Element, elements, find } from '../markup.ts';
import { formatDate } from './dates.ts';

/** Formats that files refer to by number without writing them down (ECMA-376 part 1, 18.8.30). */
const BUILT_IN = new Map<number, string>([
  [1, '0'],
  [2, '0.00'],
  [3, '#,##0'],
  [4, '#,##0.00'],
  [9, '0%'],
  [10, '0.00%'],
  [11, '0.00E+00'],
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id): [number, string] => [
    id,
    'yyyy-mm-dd',
  ]),
  ...[18, 20, 32, 34, 55].map((id): [number, string] => [id, 'h:mm']),
  ...[19, 21, 33, 35, 45, 47, 56].map((id): [number, string] => [id, 'h:mm:ss']),
  [22, 'yyyy-mm-dd h:mm'],
  [37, '#,##0'],
  [38, '#,##0'],
  [39, '#,##0.00'],
  [40, '#,##0.00'],
  [46, '[h]:mm:ss'],
]);

/** Reads `styles.xml` and answers how a cell of a given style shows a number. */
export function readFormats(root: Element | undefined, date1904: boolean): (style: number, value: number) => string {
  const sheet = find(root, 'styleSheet');
  const custom = new Map<number, string>();
  for (const { attributes } of descendants(sheet, 'numFmt'))
    custom.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
  const codes = elements(find(sheet, 'cellXfs'), 'xf').map(({ attributes }) => {
    const id = Number(attributes.numFmtId);
    return custom.get(id) ?? BUILT_IN.get(id) ?? 'General';
  });
  const shown = codes.map((code) => compile(code, date1904));
  return (style, value) => (shown[style] ?? general)(value);
}

/** All digits a double can be trusted with; Excel itself shows 11 and keeps 15. */
function general(value: number): string {
  return String(Number(value.toPrecision(15)));
}

/**
 * A number format as a function. Dates and times come out as ISO 8601, numbers with the decimals, separators, percent
 * sign and currency of the format's first section; a minus stays a minus, whatever the format makes of it.
 */
export function compile(code: string, date1904: boolean): (value: number) => string {
  const section = code.split(';')[0] ?? '';
  // Colours, conditions, padding and escapes say nothing about the number.
  const bare = section
    .replace(/\[\$([^\]-]*)[^\]]*\]/g, '"$1"')
    .replace(/\[(?![hms]+\])[^\]]*\]|_.|\*./gi, '')
    .replace(/\\(.)/g, '"$1"');
  const pattern = bare.replace(/"[^"]*"/g, '');
  if (/^general$/i.test(pattern.trim()) || pattern.includes('/?') || pattern.trim() === '@') return general;
  if (/[ymdhs]/i.test(pattern)) return (value) => formatDate(value, pattern.toLowerCase(), date1904);
  if (!/[0#?]/.test(pattern)) return general;

  const decimals = /\.([0#?]*)/.exec(pattern)?.[1] ?? '';
  const most = Math.min(decimals.length, 15);
  const least = decimals.replace(/[^0]/g, '').length;
  if (/e[+-]/i.test(pattern)) return (value) => value.toExponential(most).toUpperCase();
  const percent = pattern.includes('%');
  const grouped = /[0#?],[0#?]/.test(pattern);
  const [before = '', after = ''] = bare.split(/[0#?][0#?,.]*/);
  return (value) => {
    const digits = fixed(Math.abs(percent ? value * 100 : value), least, most);
    const number = grouped ? group(digits) : digits;
    return `${value < 0 ? '-' : ''}${literal(before)}${number}${literal(after)}`.trim();
  };
}

function fixed(value: number, least: number, most: number): string {
  const [whole = '', fraction = ''] = value.toFixed(most).split('.');
  let length = fraction.length;
  while (length > least && fraction[length - 1] === '0') length -= 1;
  return length === 0 ? whole : `${whole}.${fraction.slice(0, length)}`;
}

function group(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function literal(part: string): string {
  return part.replaceAll('"', '');
}
