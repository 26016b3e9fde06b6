import type { Event } from './service.ts';

/** One JSON object a line, in pieces of one page. */
export async function* asJsonLines(pages: AsyncIterable<Event[]>): AsyncIterable<Buffer> {
  for await (const page of pages) yield Buffer.from(page.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

const COLUMNS: Readonly<Record<string, (event: Event) => unknown>> = {
  seq: ({ seq }) => seq,
  id: ({ id }) => id,
  at: ({ at }) => at,
  actor_type: ({ actor }) => actor.type,
  actor_id: ({ actor }) => actor.id,
  address: ({ address }) => address,
  action: ({ action }) => action,
  target_type: ({ target }) => target.type,
  target_id: ({ target }) => target.id,
  before: ({ before }) => before && JSON.stringify(before),
  after: ({ after }) => after && JSON.stringify(after),
  hash: ({ hash }) => hash,
};

/** A table with a head, as RFC 4180 writes it, in pieces of one page. */
export async function* asCsv(pages: AsyncIterable<Event[]>): AsyncIterable<Buffer> {
  const columns = Object.values(COLUMNS);
  yield csvLines([Object.keys(COLUMNS)]);
  for await (const page of pages) yield csvLines(page.map((event) => columns.map((cellOf) => cellOf(event))));
}

const csvLines = (rows: unknown[][]): Buffer =>
  Buffer.from(rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join(''));

/**
 * A cell of a table. What a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV Injection): names and
 * the like are chosen by whoever may create things, the table is opened by whoever checks on them.
 */
export function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
