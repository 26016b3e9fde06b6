import { ApiError } from './errors.ts';
import type { Secrets } from './secrets.ts';

/** Where a page ended: the sort key of its last row. Opaque outside, and good only for the list and tenant it is from. */
export interface Cursors {
  encode(list: string, tenantId: string, position: string): string;
  /** Throws `invalid_cursor` for one of another list or tenant, or made up. */
  decode(list: string, tenantId: string, cursor: string): string;
}

export function createCursors(secrets: Secrets): Cursors {
  const bound = (list: string, tenantId: string, position: string) => JSON.stringify([list, tenantId, position]);
  return {
    encode(list, tenantId, position) {
      const signature = secrets.sign('cursor', bound(list, tenantId, position)).toString('base64url');
      return `${Buffer.from(position).toString('base64url')}.${signature}`;
    },
    decode(list, tenantId, cursor) {
      const [encoded = '', signature = ''] = cursor.split('.');
      const position = Buffer.from(encoded, 'base64url').toString();
      if (!secrets.verify('cursor', bound(list, tenantId, position), Buffer.from(signature, 'base64url'))) {
        throw new ApiError('invalid_cursor', {});
      }
      return position;
    },
  };
}

interface Page {
  limit: number;
  cursor?: string | undefined;
}

/**
 * One page of a list, by its last position.
 *
 * @param read gives up to `limit` rows after the position, in the list's order
 * @param positionOf the sort key of a row
 */
export async function paginate<T>(
  cursors: Cursors,
  list: string,
  tenantId: string,
  page: Page,
  read: (after: string | undefined, limit: number) => Promise<T[]>,
  positionOf: (row: T) => string,
): Promise<{ data: T[]; next_cursor: string | null }> {
  const after = page.cursor === undefined ? undefined : cursors.decode(list, tenantId, page.cursor);
  // One more than asked for tells whether there is a next page.
  const rows = await read(after, page.limit + 1);
  const data = rows.slice(0, page.limit);
  const last = data.at(-1);
  const next_cursor =
    rows.length > page.limit && last !== undefined ? cursors.encode(list, tenantId, positionOf(last)) : null;
  return { data, next_cursor };
}
