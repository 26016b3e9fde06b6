import type { Pages } from '@ragkeep/sdk';

/** All that a list holds, page after page. */
export async function allOf<Item>(pages: Pages<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of pages) items.push(item);
  return items;
}
