/** Rows under their headings, in columns as wide as their widest cell. */
export function table(headings: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = [headings, ...rows.map((row) => row.map((cell) => plain(cell === null ? '–' : String(cell))))];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Facts below each other. */
export const facts = (entries: Record<string, string | number | null>): string =>
  table(['', ''], Object.entries(entries)).replace(/^\n/, '');

/** A terminal obeys control characters, and names were typed by others. */
export const plain = (text: string): string => text.replace(/\p{Cc}/gu, '\u{fffd}');

/** The same for what has lines. */
export const plainText = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '\u{fffd}');

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** A list, or what it means that there is none. */
export const listed = (values: readonly string[] | null, otherwise: string): string =>
  values === null ? otherwise : values.join(', ');
