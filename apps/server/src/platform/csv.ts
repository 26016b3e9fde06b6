/** A table's rows as RFC 4180 writes them. */
export const csvLines = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');

/**
 * A cell of a table. What a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV Injection): names and
 * the like are chosen by whoever may create things, the table is opened by whoever checks on them.
 */
export function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
