import { csvLines } from '../../platform/csv.ts';
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
  yield Buffer.from(csvLines([Object.keys(COLUMNS)]));
  for await (const page of pages) {
    yield Buffer.from(csvLines(page.map((event) => columns.map((cellOf) => cellOf(event)))));
  }
}
